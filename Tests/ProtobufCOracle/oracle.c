#include "oracle.h"

#include <stdlib.h>
#include <string.h>

#include "martlet/test/common.pb-c.h"

static long pack(const ProtobufCMessage *message, uint8_t *output, size_t capacity) {
    if (protobuf_c_message_get_packed_size(message) > capacity) return -1;
    return (long)protobuf_c_message_pack(message, output);
}

long oracle_reencode(const uint8_t *input, size_t size, uint8_t *output, size_t capacity) {
    ProtobufCMessage *message = protobuf_c_message_unpack(&martlet__test__common__descriptor, NULL, size, input);
    if (!message) return -1;
    long written = pack(message, output, capacity);
    protobuf_c_message_free_unpacked(message, NULL);
    return written;
}

static uint64_t next(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/// As often small as large, and now and then at an end of its range.
static uint64_t number(uint64_t *state) {
    switch (next(state) % 6) {
    case 0: return 1;
    case 1: return UINT64_MAX;
    case 2: return 0x80000000u;
    case 3: return 0x8000000000000000u;
    default: return next(state) >> (next(state) % 64);
    }
}

static ProtobufCMessage *random_message(const ProtobufCMessageDescriptor *type, uint64_t *state);

/// Bytes that are text too: protobuf-c ends a string at its first zero.
static uint8_t *text(uint64_t *state, size_t *size) {
    *size = next(state) % 3 == 0 ? 0 : next(state) % 40;
    uint8_t *bytes = calloc(*size + 1, 1);
    for (size_t i = 0; i < *size; i++) bytes[i] = (uint8_t)('a' + next(state) % 26);
    return bytes;
}

/// Stores a random value of the field's type at `place`, where a member or an array element of that type lies.
static void fill_value(const ProtobufCFieldDescriptor *field, void *place, uint64_t *state) {
    size_t size;
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        *(char **)place = (char *)text(state, &size);
        break;
    case PROTOBUF_C_TYPE_BYTES:
        ((ProtobufCBinaryData *)place)->data = text(state, &size);
        ((ProtobufCBinaryData *)place)->len = size;
        break;
    case PROTOBUF_C_TYPE_MESSAGE:
        *(ProtobufCMessage **)place = random_message(field->descriptor, state);
        break;
    case PROTOBUF_C_TYPE_BOOL:
        *(protobuf_c_boolean *)place = next(state) % 2 == 0;
        break;
    case PROTOBUF_C_TYPE_ENUM:
        *(int *)place = (int)(next(state) % 5);
        break;
    case PROTOBUF_C_TYPE_INT32: case PROTOBUF_C_TYPE_SINT32: case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_UINT32: case PROTOBUF_C_TYPE_FIXED32: case PROTOBUF_C_TYPE_FLOAT:
        *(uint32_t *)place = (uint32_t)number(state);
        break;
    default:
        *(uint64_t *)place = number(state);
    }
}

static size_t value_size(const ProtobufCFieldDescriptor *field) {
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING: case PROTOBUF_C_TYPE_MESSAGE: return sizeof(void *);
    case PROTOBUF_C_TYPE_BYTES: return sizeof(ProtobufCBinaryData);
    case PROTOBUF_C_TYPE_BOOL: return sizeof(protobuf_c_boolean);
    case PROTOBUF_C_TYPE_ENUM: return sizeof(int);
    case PROTOBUF_C_TYPE_INT32: case PROTOBUF_C_TYPE_SINT32: case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_UINT32: case PROTOBUF_C_TYPE_FIXED32: case PROTOBUF_C_TYPE_FLOAT: return 4;
    default: return 8;
    }
}

static void fill_field(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, uint64_t *state) {
    char *member = (char *)message + field->offset;
    char *quantifier = (char *)message + field->quantifier_offset;
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        size_t count = 1 + next(state) % 4;
        char *elements = calloc(count, value_size(field));
        for (size_t i = 0; i < count; i++) fill_value(field, elements + i * value_size(field), state);
        *(char **)member = elements;
        *(size_t *)quantifier = count;
    } else if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) {
        if (*(uint32_t *)quantifier != 0) return;
        fill_value(field, member, state);
        *(uint32_t *)quantifier = field->id;
    } else {
        fill_value(field, member, state);
    }
}

static ProtobufCMessage *random_message(const ProtobufCMessageDescriptor *type, uint64_t *state) {
    ProtobufCMessage *message = calloc(1, type->sizeof_message);
    type->message_init(message);
    for (unsigned i = 0; i < type->n_fields; i++) {
        if (next(state) % 4 == 0) fill_field(message, &type->fields[i], state);
    }
    return message;
}

long oracle_random(uint64_t seed, uint8_t *output, size_t capacity) {
    uint64_t state = seed * 0x9E3779B97F4A7C15u | 1;
    ProtobufCMessage *message = random_message(&martlet__test__common__descriptor, &state);
    long written = pack(message, output, capacity);
    protobuf_c_message_free_unpacked(message, NULL);
    return written;
}
