// What the bench asks of a peer that is not Swift. Each peer is a shared library of its own that the bench opens at run
// time, so that one that cannot be built is missing from the report and stops nothing.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Where a decoded message lives.
enum peer_memory { PEER_HEAP = 0, PEER_ARENA = 1 };

// The library and its version.
const char *peer_name(void);

// Decodes the bytes as the message of that name, `times` times, freeing each. Returns 0, or 1 if that fails or there is
// no such message.
int peer_decode(const char *message, int memory, const uint8_t *bytes, size_t count, size_t times);

// Decodes the bytes once and encodes what they say, `times` times, into memory that is used again: `output`, which has
// room for `count` bytes. Returns the number of bytes written, or 0 if that fails.
size_t peer_encode(
    const char *message, int memory, const uint8_t *bytes, size_t count, uint8_t *output, size_t times);

#ifdef __cplusplus
}
#endif
