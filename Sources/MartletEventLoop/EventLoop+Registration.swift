import DequeModule

extension EventLoop {
    /// Tells `handler` of every edge of `descriptor`, beginning with its present state. On the loop only. The loop
    /// holds the handler until `deregister`.
    ///
    /// - Throws: `SystemError` when the kernel has no room for another watch.
    public func register(
        _ descriptor: Int32, _ handler: any ReadinessHandler
    ) throws(SystemError) -> Registration {
        assert(isCurrent)
        let registration = state.pointee.handlers.insert(descriptor, handler)
        do {
            try poller.add(descriptor, token: registration.token)
        } catch {
            _ = state.pointee.handlers.remove(registration)
            throw error
        }
        return registration
    }

    /// Ends a registration, before its descriptor is closed. Not even an event that the kernel has reported already is
    /// delivered after this. On the loop only.
    public func deregister(_ registration: Registration) {
        assert(isCurrent)
        let removed = state.pointee.handlers.remove(registration)
        if removed.ownsDescriptor { poller.remove(registration.descriptor) }
    }

    /// Calls `target` at `instant`, or soon if that has passed; among equal instants in the order of scheduling. On the
    /// loop only. The loop holds the target until it fires or is cancelled.
    public func schedule(at instant: MonotonicTime, _ target: any TimerTarget, context: Int) -> TimerID {
        assert(isCurrent)
        return state.pointee.timers.insert(instant, target, context)
    }

    /// Takes a timer back; one that fired or was cancelled before is left alone. On the loop only.
    public func cancel(_ timer: TimerID) {
        assert(isCurrent)
        _ = state.pointee.timers.remove(timer)
    }

    /// Calls `target.flush()` once, after the ready tasks of this tick. On the loop only. Whoever asks keeps a flag, so
    /// as not to ask twice per tick.
    public func scheduleFlush(_ target: any FlushTarget) {
        assert(isCurrent)
        state.pointee.flushTargets.append(target)
    }

    /// Calls `body` once others have been served that are ready now, in the order of asking; the loop goes on with
    /// descriptors, timers and tasks between two bodies, but for bodies that together take no longer than those did.
    /// On the loop only. Whoever asks keeps a flag, so as not to ask twice.
    public func executeAfterOthers(_ body: @escaping () -> Void) {
        assert(isCurrent)
        state.pointee.turns.append(LoopState.Turn(body: body, since: state.pointee.readySince))
    }

    /// How many timers wait; for tests and gauges. On the loop only.
    package var timerCount: Int { state.pointee.timers.count }
}
