import CLinux

/// A loop without a thread, stepped by hand in virtual time. It runs the same code as any other, so a connection can be
/// driven through it step by step, or by a seeded simulator. Only one thread at a time may step it.
extension EventLoop {
    /// Makes a loop whose clock shows `start` until it is advanced.
    package convenience init(manual start: MonotonicTime, name: String = "manual", watchdog: Watchdog? = nil) {
        self.init(name: name, watchdog: watchdog, poller: ManualPoller(start: start), thread: nil)
    }

    /// Does what a tick does, without waiting.
    package func step() {
        onLoop {
            let events = UnsafeMutableBufferPointer<ReadinessEvent>.allocate(capacity: Self.eventsPerTick)
            defer { events.deallocate() }
            tick(milliseconds: 0, events)
        }
    }

    /// Runs `body` as if the loop had called it; `isCurrent` is true inside.
    package func onLoop<Result>(_ body: () throws -> Result) rethrows -> Result {
        let outer = clinux_current_loop()
        enterCurrent()
        defer { clinux_set_current_loop(outer) }
        return try body()
    }

    /// Steps until nothing is ready any more, at most `limit` times. Returns false when there still was work.
    @discardableResult
    package func runUntilIdle(limit: Int = 10_000) -> Bool {
        for _ in 0..<limit {
            step()
            if !hasWork { return true }
        }
        return false
    }

    /// Lets virtual time pass, firing each timer at its own instant and running all that becomes ready.
    package func advance(by duration: Duration) {
        guard let manual = poller as? ManualPoller else { return }
        let end = manual.now().advanced(by: duration)
        runUntilIdle()
        while let due = state.pointee.timers.earliest, due <= end {
            manual.advance(to: due)
            runUntilIdle()
        }
        manual.advance(to: end)
        runUntilIdle()
    }

    /// Lets virtual time pass as if the code that runs now had taken so long.
    package func spend(_ duration: Duration) {
        guard let manual = poller as? ManualPoller else { return }
        manual.advance(to: manual.now().advanced(by: duration))
    }

    /// Whether a step would do something now.
    package var hasWork: Bool {
        guard nothingIsDue, mailbox.prepareToSleep() else { return true }
        if let manual = poller as? ManualPoller, manual.hasEvents { return true }
        guard let due = state.pointee.timers.earliest else { return false }
        return due <= poller.now()
    }

    /// When the next timer is due.
    package var nextTimer: MonotonicTime? { state.pointee.timers.earliest }

    func stopByHand() {
        runUntilIdle()
        onLoop {
            for waiter in closeIfIdle() ?? [] { waiter.resume() }
        }
    }
}
