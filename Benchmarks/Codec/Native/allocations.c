// Counts what the thread allocates. The bench is started anew with this in LD_PRELOAD, so that only a run that counts
// pays for counting. What follows stands in front of the C library's functions and calls them.
#include <errno.h>
#include <stddef.h>
#include <stdint.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

// Not allocated on first use, as other thread-local variables of a shared library may be.
#define OF_THREAD static _Thread_local __attribute__((tls_model("initial-exec")))

OF_THREAD uint64_t count_of_thread;
OF_THREAD uint64_t bytes_of_thread;

// What this thread has allocated so far, and how many bytes it asked for; freeing takes nothing off.
uint64_t allocation_count(void) { return count_of_thread; }
uint64_t allocated_bytes(void) { return bytes_of_thread; }

static void note(size_t size) {
    ++count_of_thread;
    bytes_of_thread += size;
}

void *malloc(size_t size) {
    note(size);
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    note(count * size);
    return __libc_calloc(count, size);
}

// Counts with all its bytes, even where memory that is there already only grows.
void *realloc(void *memory, size_t size) {
    note(size);
    return __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size) {
    note(size);
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **result, size_t alignment, size_t size) {
    void *memory = memalign(alignment, size);
    if (!memory) return ENOMEM;
    *result = memory;
    return 0;
}
