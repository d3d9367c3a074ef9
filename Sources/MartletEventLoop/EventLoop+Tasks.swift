import CLinux

extension EventLoop {
    /// Makes a ready task run on the loop. From the loop itself it costs a store, from another thread a lock and, if
    /// the loop sleeps, one wake-up. After the loop has stopped, tasks run on the global pool: none is lost.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            ring.pointee.push(job)
            return
        }
        switch mailbox.post(job) {
        case .taken: break
        case .wake: poller.wake()
        case .refused: globalConcurrentExecutor.enqueue(ExecutorJob(job))
        }
    }

    /// The loop as the runtime names it; a constant of the loop, without a reference count.
    public func asUnownedTaskExecutor() -> UnownedTaskExecutor {
        UnownedTaskExecutor(ordinary: self)
    }

    /// Runs `body` later on the loop: never inside this call, and in order with other bodies of the same thread. Any
    /// thread.
    ///
    /// - Returns: false when the loop has stopped; `body` was dropped.
    @discardableResult
    public func execute(_ body: @escaping @Sendable () -> Void) -> Bool {
        switch mailbox.post(body) {
        case .taken:
            return true
        case .wake:
            poller.wake()
            return true
        case .refused:
            return false
        }
    }

    /// Starts a task on the loop: it runs inside this call until it suspends first, and comes back to the loop after.
    /// On the loop only.
    ///
    /// (`@isolated(any)` and `@inlinable` let the closure reach the runtime as it is written; without them a thunk with
    /// two task switches stands between, which made a start 1.6 times as dear.)
    @discardableResult
    @inlinable
    public func startTask(_ body: @escaping @Sendable @isolated(any) () async -> Void) -> Task<Void, Never> {
        assert(isCurrent)
        return Task.immediate(executorPreference: self, operation: body)
    }

    /// Runs the tasks that are ready, at most 512 pieces of them. On the loop only; from inside a task it does nothing,
    /// because the one who runs that task goes on with the others.
    @inlinable
    public func runReadyJobs() {
        assert(isCurrent)
        if ring.pointee.isEmpty { return }
        runJobs()
    }

    @usableFromInline
    func runJobs() {
        _ = runJobs(atMost: Self.jobBudget)
    }

    /// Returns how many of the budget are left.
    func runJobs(atMost budget: Int) -> Int {
        if state.pointee.isRunningJobs { return budget }
        state.pointee.isRunningJobs = true
        defer { state.pointee.isRunningJobs = false }
        let executor = asUnownedTaskExecutor()
        var left = budget
        while left > 0 {
            if let job = ring.pointee.pop() {
                job.runSynchronously(on: executor)
            } else if ring.pointee.hasWork {
                wakeWorker()
            } else {
                break
            }
            left -= 1
        }
        return left
    }
}
