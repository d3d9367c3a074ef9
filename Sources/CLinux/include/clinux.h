// What Swift's Glibc module hides: epoll's union, eventfd, timerfd, accept4, and a thread-local pointer.
#ifndef MARTLET_CLINUX_H
#define MARTLET_CLINUX_H

#include "process.h"

#include <stdint.h>
#include <sys/epoll.h>
#include <sys/socket.h>

// The event loop whose thread this is, or NULL. `initial-exec` makes the read one load instead of a call;
// it costs eight bytes of the static TLS reserve if the code ever lands in a shared library.
extern __thread void *clinux_current_loop_pointer __attribute__((tls_model("initial-exec")));

static inline void *clinux_current_loop(void) { return clinux_current_loop_pointer; }
static inline void clinux_set_current_loop(void *loop) { clinux_current_loop_pointer = loop; }

// Edge-triggered, both directions and the peer's half-close, armed once for the life of the descriptor.
#define CLINUX_EVERYTHING (EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET)

// `token` comes back with every event of `descriptor`. 0, or -1 with errno.
static inline int clinux_epoll_add(int epoll, int descriptor, uint64_t token) {
    struct epoll_event event;
    event.events = CLINUX_EVERYTHING;
    event.data.u64 = token;
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

static inline int clinux_epoll_remove(int epoll, int descriptor) {
    return epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, 0);
}

static inline uint64_t clinux_event_token(const struct epoll_event *event) { return event->data.u64; }
static inline uint32_t clinux_event_bits(const struct epoll_event *event) { return event->events; }

static inline int clinux_is_readable(uint32_t bits) { return (bits & EPOLLIN) != 0; }
static inline int clinux_is_writable(uint32_t bits) { return (bits & EPOLLOUT) != 0; }
static inline int clinux_is_hangup(uint32_t bits) { return (bits & (EPOLLRDHUP | EPOLLHUP)) != 0; }
static inline int clinux_is_failed(uint32_t bits) { return (bits & EPOLLERR) != 0; }

// A non-blocking, close-on-exec epoll instance, eventfd or socket; -1 with errno.
int clinux_epoll_create(void);
int clinux_eventfd(void);
int clinux_socket(int family);
int clinux_accept(int listener, struct sockaddr_storage *peer, socklen_t *length);
// /dev/null: a descriptor held back for the moment when the process has no other left.
int clinux_open_reserve(void);

// A timer of CLOCK_MONOTONIC as a descriptor; -1 with errno. Armed, it becomes readable at `nanoseconds` of that clock,
// and at once when they have passed. Arming it again forgets what it was armed for.
int clinux_timer_create(void);
int clinux_timer_arm(int timer, uint64_t nanoseconds);

// Adds one to the eventfd's counter, which is one edge for epoll.
void clinux_eventfd_signal(int descriptor);

// Who is at the other end of a Unix socket, as the kernel saw it when they connected. 0, or -1 with errno.
int clinux_peer_credentials(int descriptor, int *process, unsigned *user, unsigned *group);

// Whether it is a stream socket that listens; makes it non-blocking and closed on exec. 0, or -1 with errno.
int clinux_adopt_listener(int descriptor);

// Never raise SIGPIPE.
long clinux_send(int descriptor, const void *bytes, unsigned long count);

// Names the calling thread (cut to 15 bytes) and keeps the process's signals away from it, except those
// that report this thread's own faults.
void clinux_enter_loop_thread(const char *name);

// Gives the calling thread a second stack, so that a handler of signals can run when the first is used up; what to give
// back at the thread's end, or NULL.
void *clinux_take_signal_stack(void);
void clinux_drop_signal_stack(void *stack);

#endif
