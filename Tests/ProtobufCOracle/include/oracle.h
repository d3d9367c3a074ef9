#pragma once

#include <stddef.h>
#include <stdint.h>

/// protobuf-c's view of martlet.test.Common. The code for it was written by
/// `protoc-c -I Proto --c_out=Tests/ProtobufCOracle martlet/test/common.proto`, its header then moved to `include`.
///
/// Never to be fed what is nested deeply: protobuf-c has no limit but the stack.

/// Decodes a message and encodes it again into `output`. Returns the bytes written, or -1 when protobuf-c refuses
/// the input or `capacity` is too small.
long oracle_reencode(const uint8_t *input, size_t size, uint8_t *output, size_t capacity);

/// Encodes a random message, the same for the same seed. Returns the bytes written, or -1 when `capacity` is too
/// small.
long oracle_random(uint64_t seed, uint8_t *output, size_t capacity);
