import CLinux

extension EventLoop {
    /// Runs what is queued (tasks that are ready, bodies, flushes), ends all registrations, drops the timers, and joins
    /// the thread. A task that waits for something else is not waited for; should it become ready later, it runs on the
    /// global pool. Any thread or task may call it, and more than once; a task on this very loop goes on elsewhere.
    ///
    /// The loop's epoll instance and eventfd are closed with the last reference to the loop.
    public func stop() async {
        if let thread {
            await withCheckedContinuation { waiter in
                if case .wake = mailbox.stop(waiter) { poller.wake() }
            }
            thread.join()
        } else {
            stopByHand()
        }
    }

    /// Ends the loop if nothing waits, and returns whom to tell; nil when there is more to do. On the loop only.
    func closeIfIdle() -> [CheckedContinuation<Void, Never>]? {
        guard nothingIsDue, !retireWorkers() else { return nil }
        // Letting go of handlers and targets may run their deinits, which may post; so before the mailbox closes.
        for registration in state.pointee.handlers.live { deregister(registration) }
        while let dropped = state.pointee.timers.popDue(.distantFuture) { _ = dropped.target }
        guard ring.pointee.isEmpty, let waiters = mailbox.closeIfEmpty() else { return nil }
        // From here on this thread is a stranger, so that a task resumed by `waiters` is not put into the ring.
        clinux_set_current_loop(nil)
        return waiters
    }
}
