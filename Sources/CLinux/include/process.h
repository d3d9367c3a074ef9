// Several processes that serve together: starting this program again, hearing of its end, memory that all of them see.
#ifndef MARTLET_CLINUX_PROCESS_H
#define MARTLET_CLINUX_PROCESS_H

#include <stdint.h>

// Starts the program of this process again, with no signal blocked or ignored. Of the descriptors that are closed on
// exec it gets those that are named, under the same numbers. The process, or -1 with errno.
int clinux_spawn_self(char *const *arguments, char *const *environment, const int *descriptors, int count);

// A descriptor that becomes readable when a child ends; -1 with errno.
int clinux_process_open(int process);

// Takes the remains of a child away: 1 when it had ended, with its exit code or the signal that ended it (the other is
// -1); 0 when it runs; -1 with errno.
int clinux_process_reap(int process, int *code, int *signal);

// Both ends of a pipe, closed on exec. 0, or -1 with errno.
int clinux_pipe(int *ends);

// Zeroed memory that a descriptor stands for; -1 with errno.
int clinux_memory_create(unsigned long size);
// NULL with errno.
void *clinux_memory_map(int descriptor, unsigned long size);

// A handler at work: the task that runs it, and the number of its method (0: none).
struct clinux_flight {
    void *task;
    uint32_t method;
};

// What a process says of itself: the method whose task was running when it crashed (0: unknown or well), the signal
// that it crashed by, and whether it heeds signals that ask it to end.
struct clinux_condition {
    uint32_t method;
    int32_t signal;
    uint32_t heeds_signals;
};

void *clinux_current_task(void);

// When this process crashes, names in `condition` the flight whose task crashed; what would have happened without this
// happens then. For the life of the process.
void clinux_watch_crashes(struct clinux_condition *condition, const struct clinux_flight *flights, unsigned count);

// The usual name of a signal ("SIGILL"), or "signal".
const char *clinux_signal_name(int signal);

#endif
