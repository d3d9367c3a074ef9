// protobuf-c as a peer. It has no arena of its own: `PEER_ARENA` gives it an allocator that only moves a pointer.
#include "peer.h"

#include <stdlib.h>
#include <string.h>

#include "bench/messages.pb-c.h"
#include "google/protobuf/descriptor.pb-c.h"

enum { ARENA_SIZE = 4 << 20, ALIGNMENT = 16 };

static char *arena;
static size_t arena_used;

static void *bump(void *data, size_t size) {
    (void)data;
    size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (size > ARENA_SIZE - arena_used) return NULL;
    void *memory = arena + arena_used;
    arena_used += size;
    return memory;
}

static void keep_all(void *data, void *memory) { (void)data, (void)memory; }

static ProtobufCAllocator bump_allocator = {.alloc = bump, .free = keep_all};

// Nobody looks at what the loops make; this keeps the compiler from seeing that.
static void keep(const void *value) { __asm__ volatile("" : : "r"(value) : "memory"); }

static const ProtobufCMessageDescriptor *descriptor(const char *name) {
    if (!strcmp(name, "echo")) return &bench__echo__descriptor;
    if (!strcmp(name, "order")) return &bench__order__descriptor;
    if (!strcmp(name, "numeric")) return &bench__numbers__descriptor;
    if (!strcmp(name, "blob")) return &bench__blob__descriptor;
    if (!strcmp(name, "tree")) return &bench__tree__descriptor;
    if (!strcmp(name, "fds")) return &google__protobuf__file_descriptor_set__descriptor;
    return NULL;
}

const char *peer_name(void) { return "protobuf-c " PROTOBUF_C_VERSION; }

int peer_decode(const char *message, int memory, const uint8_t *bytes, size_t count, size_t times) {
    const ProtobufCMessageDescriptor *type = descriptor(message);
    ProtobufCAllocator *allocator = memory == PEER_ARENA ? &bump_allocator : NULL;
    if (!arena) arena = malloc(ARENA_SIZE);
    if (!type || !arena) return 1;
    for (size_t time = 0; time < times; ++time) {
        arena_used = 0;
        ProtobufCMessage *value = protobuf_c_message_unpack(type, allocator, count, bytes);
        if (!value) return 1;
        keep(value);
        // Dropping an arena is to forget it; only the heap has something to free.
        if (!allocator) protobuf_c_message_free_unpacked(value, NULL);
    }
    return 0;
}

size_t peer_encode(
    const char *message, int memory, const uint8_t *bytes, size_t count, uint8_t *output, size_t times) {
    const ProtobufCMessageDescriptor *type = descriptor(message);
    (void)memory;
    ProtobufCMessage *value = type ? protobuf_c_message_unpack(type, NULL, count, bytes) : NULL;
    if (!value) return 0;
    size_t size = 0;
    for (size_t time = 0; time < times; ++time) {
        size = protobuf_c_message_get_packed_size(value);
        if (size > count) {
            size = 0;
            break;
        }
        protobuf_c_message_pack(value, output);
        keep(output);
    }
    protobuf_c_message_free_unpacked(value, NULL);
    return size;
}
