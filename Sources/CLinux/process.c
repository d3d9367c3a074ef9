#define _GNU_SOURCE
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

int clinux_spawn_self(char *const *arguments, char *const *environment, const int *descriptors, int count) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t signals;
    pid_t process = -1;
    int code = posix_spawn_file_actions_init(&actions);
    if (code == 0) {
        code = posix_spawnattr_init(&attributes);
        // To itself: that takes the mark away that closes it on exec.
        for (int i = 0; code == 0 && i < count; i++)
            code = posix_spawn_file_actions_adddup2(&actions, descriptors[i], descriptors[i]);
        sigemptyset(&signals);
        if (code == 0) code = posix_spawnattr_setsigmask(&attributes, &signals);
        sigfillset(&signals);
        if (code == 0) code = posix_spawnattr_setsigdefault(&attributes, &signals);
        if (code == 0) code = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
        if (code == 0) code = posix_spawn(&process, "/proc/self/exe", &actions, &attributes, arguments, environment);
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&actions);
    }
    errno = code;
    return code == 0 ? process : -1;
}

int clinux_process_open(int process) { return pidfd_open(process, 0); }

int clinux_process_reap(int process, int *code, int *signal) {
    int status = 0;
    pid_t found = waitpid(process, &status, WNOHANG);
    if (found <= 0) return found;
    *code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    *signal = WIFSIGNALED(status) ? WTERMSIG(status) : -1;
    return 1;
}

int clinux_pipe(int *ends) { return pipe2(ends, O_CLOEXEC | O_NONBLOCK); }

int clinux_memory_create(unsigned long size) {
    int descriptor = memfd_create("martlet", MFD_CLOEXEC);
    if (descriptor >= 0 && ftruncate(descriptor, (off_t)size) != 0) {
        int reason = errno;
        close(descriptor);
        errno = reason;
        return -1;
    }
    return descriptor;
}

void *clinux_memory_map(int descriptor, unsigned long size) {
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

// The Swift runtime's; a read of a thread-local variable.
extern void *swift_task_getCurrent(void) __attribute__((weak));

void *clinux_current_task(void) { return swift_task_getCurrent ? swift_task_getCurrent() : NULL; }

static const int crashes[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
enum { crash_count = sizeof crashes / sizeof crashes[0] };
static struct sigaction previous[crash_count];
static struct clinux_condition *own_condition;
static const struct clinux_flight *own_flights;
static unsigned own_flight_count;

static void crashed(int signal, siginfo_t *info, void *context) {
    (void)context;
    void *task = clinux_current_task();
    own_condition->signal = signal;
    for (unsigned i = 0; task && i < own_flight_count; i++) {
        if (own_flights[i].task == task && own_flights[i].method) {
            own_condition->method = own_flights[i].method;
            break;
        }
    }
    for (int i = 0; i < crash_count; i++) sigaction(crashes[i], &previous[i], NULL);
    // A fault happens again when this returns, and meets the handler of before; a trap or a sent signal would not.
    if (info->si_code <= 0 || signal == SIGTRAP) raise(signal);
}

void clinux_watch_crashes(struct clinux_condition *condition, const struct clinux_flight *flights, unsigned count) {
    own_condition = condition;
    own_flights = flights;
    own_flight_count = count;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = crashed;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigfillset(&action.sa_mask);
    for (int i = 0; i < crash_count; i++) sigaction(crashes[i], &action, &previous[i]);
}

const char *clinux_signal_name(int signal) {
    switch (signal) {
    case SIGILL: return "SIGILL";
    case SIGTRAP: return "SIGTRAP";
    case SIGSEGV: return "SIGSEGV";
    case SIGBUS: return "SIGBUS";
    case SIGFPE: return "SIGFPE";
    case SIGABRT: return "SIGABRT";
    case SIGKILL: return "SIGKILL";
    case SIGTERM: return "SIGTERM";
    default: return "signal";
    }
}
