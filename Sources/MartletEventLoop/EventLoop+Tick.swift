import CLinux
import DequeModule

extension EventLoop {
    /// The body of the loop's thread: ticks until it is asked to stop and nothing is left to do.
    func run() {
        enterCurrent()
        let events = UnsafeMutableBufferPointer<ReadinessEvent>.allocate(capacity: Self.eventsPerTick)
        defer { events.deallocate() }
        while true {
            tick(milliseconds: waitLimit(), events)
            if mailbox.stopRequested, let waiters = closeIfIdle() {
                for waiter in waiters { waiter.resume() }
                return
            }
        }
    }

    func enterCurrent() {
        clinux_set_current_loop(Unmanaged.passUnretained(self).toOpaque())
    }

    /// How long the next wait may last.
    func waitLimit() -> Int32 {
        guard nothingIsDue, mailbox.prepareToSleep() else { return 0 }
        guard let due = state.pointee.timers.earliest else { return -1 }
        let now = clock.pointee.nanoseconds
        if due.nanoseconds <= now { return 0 }
        // Rounded up: a wait that ends too early would spin until the timer is due.
        let milliseconds = (due.nanoseconds - now - 1) / 1_000_000 + 1
        return Int32(clamping: milliseconds)
    }

    /// Whether no task is ready, nobody has asked to be flushed, and nobody waits for a turn.
    var nothingIsDue: Bool {
        ring.pointee.isEmpty && state.pointee.flushTargets.isEmpty && state.pointee.turns.isEmpty
    }

    func tick(milliseconds: Int32, _ events: UnsafeMutableBufferPointer<ReadinessEvent>) {
        let previousEnd = clock.pointee
        let count = poller.wait(milliseconds: milliseconds, into: events)
        let start = poller.now()
        clock.pointee = start
        state.pointee.noteTick(from: start, sleepingSince: previousEnd)
        deliver(UnsafeMutableBufferPointer(rebasing: events[..<count]))
        takeLetters()
        fireTimers()
        runTasks()
        if !state.pointee.turns.isEmpty { giveTurns(since: start) }
        let end = poller.now()
        clock.pointee = end
        measure(MonotonicTime.duration(start)(to: end))
    }

    private func deliver(_ events: UnsafeMutableBufferPointer<ReadinessEvent>) {
        for event in events {
            // Looked up one by one: an earlier handler of this tick may have ended the registration.
            state.pointee.handlers.handler(for: event.token)?.ready(event.readiness)
        }
    }

    private func takeLetters() {
        guard mailbox.wakeUp() else { return }
        var letters = Mailbox.Contents()
        swap(&letters, &state.pointee.letters)
        mailbox.take(into: &letters)
        for job in letters.jobs { ring.pointee.push(job) }
        for body in letters.bodies { body() }
        letters.jobs.removeAll(keepingCapacity: true)
        letters.bodies.removeAll(keepingCapacity: true)
        swap(&letters, &state.pointee.letters)
    }

    private func fireTimers() {
        // A timer that schedules itself for now waits for the next tick.
        var left = state.pointee.timers.count
        while left > 0, let due = state.pointee.timers.popDue(clock.pointee) {
            due.target.timerFired(due.context)
            left -= 1
        }
    }

    private func runTasks() {
        var budget = Self.jobBudget
        while budget > 0 && !(ring.pointee.isEmpty && state.pointee.flushTargets.isEmpty) {
            budget = runJobs(atMost: budget)
            flushTargets()
        }
    }

    /// Those who let others go first have one turn, and more until they have had as much of the tick as the others.
    private func giveTurns(since start: MonotonicTime) {
        let now = poller.now()
        let end = now.advanced(by: MonotonicTime.duration(start)(to: now))
        repeat {
            guard let turn = state.pointee.turns.popFirst() else { return }
            state.pointee.readySince = turn.since
            turn.body()
            runTasks()
        } while poller.now() < end
    }

    private func flushTargets() {
        if state.pointee.flushTargets.isEmpty { return }
        var targets: [any FlushTarget] = []
        swap(&targets, &state.pointee.flushTargets)
        for target in targets { target.flush() }
        // The storage goes back, unless a flush asked for another one meanwhile.
        targets.removeAll(keepingCapacity: true)
        if state.pointee.flushTargets.isEmpty { swap(&targets, &state.pointee.flushTargets) }
    }

    private func measure(_ length: Duration) {
        guard length > state.pointee.longestTick || watchdog != nil else { return }
        if length > state.pointee.longestTick {
            state.pointee.longestTick = length
            mailbox.longest = length
        }
        if let watchdog, length > watchdog.limit { watchdog.report(name, length) }
    }
}
