// C++ protobuf as a peer.
#include "peer.h"

#include <google/protobuf/arena.h>
#include <google/protobuf/descriptor.pb.h>

#include <cstring>
#include <memory>

#include "bench/messages.pb.h"

namespace {

using google::protobuf::Arena;
using google::protobuf::ArenaOptions;

// Nobody looks at what the loops make; this keeps the compiler from seeing that.
void keep(const void *value) { asm volatile("" : : "r"(value) : "memory"); }

// The first block of every arena: one that has been touched before, as a server that reuses its arenas has.
ArenaOptions warm_block() {
    static const size_t size = size_t{1} << 20;
    static const std::unique_ptr<char[]> block(new char[size]());
    ArenaOptions options;
    options.initial_block = block.get();
    options.initial_block_size = size;
    return options;
}

template <typename Message>
int decode(int memory, const uint8_t *bytes, int count, size_t times) {
    for (size_t time = 0; time < times; ++time) {
        if (memory == PEER_ARENA) {
            Arena arena(warm_block());
            Message *message = Arena::CreateMessage<Message>(&arena);
            if (!message->ParseFromArray(bytes, count)) return 1;
            keep(message);
        } else {
            Message message;
            if (!message.ParseFromArray(bytes, count)) return 1;
            keep(&message);
        }
    }
    return 0;
}

template <typename Message>
size_t encode(int memory, const uint8_t *bytes, int count, uint8_t *output, size_t times) {
    Arena arena;
    Message local;
    Message *message = memory == PEER_ARENA ? Arena::CreateMessage<Message>(&arena) : &local;
    if (!message->ParseFromArray(bytes, count)) return 0;
    size_t size = 0;
    for (size_t time = 0; time < times; ++time) {
        size = message->ByteSizeLong();
        if (size > static_cast<size_t>(count)) return 0;
        message->SerializeWithCachedSizesToArray(output);
        keep(output);
    }
    return size;
}

// Calls `body` with an example of the message of that name; returns `none` if there is none.
template <typename Result, typename Body>
Result with_message(const char *name, Result none, Body body) {
    if (!strcmp(name, "echo")) return body(bench::Echo());
    if (!strcmp(name, "order")) return body(bench::Order());
    if (!strcmp(name, "numeric")) return body(bench::Numbers());
    if (!strcmp(name, "blob")) return body(bench::Blob());
    if (!strcmp(name, "tree")) return body(bench::Tree());
    if (!strcmp(name, "fds")) return body(google::protobuf::FileDescriptorSet());
    return none;
}

}  // namespace

const char *peer_name(void) {
    static const std::string name = "C++ protobuf " + google::protobuf::internal::VersionString(GOOGLE_PROTOBUF_VERSION);
    return name.c_str();
}

int peer_decode(const char *message, int memory, const uint8_t *bytes, size_t count, size_t times) {
    return with_message(message, 1, [&](const auto &example) {
        return decode<std::decay_t<decltype(example)>>(memory, bytes, static_cast<int>(count), times);
    });
}

size_t peer_encode(
    const char *message, int memory, const uint8_t *bytes, size_t count, uint8_t *output, size_t times) {
    return with_message(message, size_t{0}, [&](const auto &example) {
        return encode<std::decay_t<decltype(example)>>(memory, bytes, static_cast<int>(count), output, times);
    });
}
