#define _GNU_SOURCE
#include "clinux.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

__thread void *clinux_current_loop_pointer __attribute__((tls_model("initial-exec")));

int clinux_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int clinux_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

int clinux_socket(int family) { return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }

int clinux_accept(int listener, struct sockaddr_storage *peer, socklen_t *length) {
    return accept4(listener, (struct sockaddr *)peer, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int clinux_open_reserve(void) { return open("/dev/null", O_RDONLY | O_CLOEXEC); }

int clinux_timer_create(void) { return timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC); }

int clinux_timer_arm(int timer, uint64_t nanoseconds) {
    // Zero would disarm it.
    uint64_t due = nanoseconds ? nanoseconds : 1;
    struct itimerspec when = {{0, 0}, {(time_t)(due / 1000000000), (long)(due % 1000000000)}};
    return timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, 0);
}

void clinux_eventfd_signal(int descriptor) {
    uint64_t one = 1;
    // It can only fail when the counter is full, and then an edge is pending anyway.
    ssize_t ignored = write(descriptor, &one, sizeof one);
    (void)ignored;
}

int clinux_peer_credentials(int descriptor, int *process, unsigned *user, unsigned *group) {
    struct ucred peer;
    socklen_t length = sizeof peer;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return -1;
    *process = peer.pid;
    *user = peer.uid;
    *group = peer.gid;
    return 0;
}

int clinux_adopt_listener(int descriptor) {
    int type = 0, listens = 0;
    socklen_t length = sizeof type;
    if (getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &length) != 0) return -1;
    length = sizeof listens;
    if (getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &length) != 0) return -1;
    if (type != SOCK_STREAM || !listens) {
        errno = EINVAL;
        return -1;
    }
    int flags = fcntl(descriptor, F_GETFL);
    if (flags < 0 || fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) < 0) return -1;
    return fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

long clinux_send(int descriptor, const void *bytes, unsigned long count) {
    return send(descriptor, bytes, count, MSG_NOSIGNAL);
}

enum { signal_stack_size = 64 * 1024 };

void *clinux_take_signal_stack(void) {
    stack_t stack = {.ss_sp = malloc(signal_stack_size), .ss_size = signal_stack_size};
    if (stack.ss_sp) sigaltstack(&stack, NULL);
    return stack.ss_sp;
}

void clinux_drop_signal_stack(void *stack) {
    stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
    free(stack);
}

void clinux_enter_loop_thread(const char *name) {
    char cut[16];
    strncpy(cut, name, sizeof cut - 1);
    cut[sizeof cut - 1] = 0;
    pthread_setname_np(pthread_self(), cut);

    static const int own[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGPROF};
    sigset_t blocked;
    sigfillset(&blocked);
    for (unsigned i = 0; i < sizeof own / sizeof own[0]; i++) sigdelset(&blocked, own[i]);
    pthread_sigmask(SIG_SETMASK, &blocked, 0);
}
