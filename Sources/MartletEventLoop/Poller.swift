/// All that a loop asks of the world: which descriptors are ready, what time it is, and a way to be woken. The kernel
/// answers through epoll; a test answers from memory, in virtual time.
protocol Poller: AnyObject, Sendable {
    /// The present instant.
    func now() -> MonotonicTime
    /// Reports every edge of `descriptor` under `token` from now on, beginning with its present state.
    func add(_ descriptor: Int32, token: UInt64) throws(SystemError)
    /// Reports no more of it.
    func remove(_ descriptor: Int32)
    /// Waits for events, at most `milliseconds` (-1: without end), and returns how many it put into `events`.
    func wait(milliseconds: Int32, into events: UnsafeMutableBufferPointer<ReadinessEvent>) -> Int
    /// Ends a wait, now or the next one. The only member that any thread may call.
    func wake()
}

/// One report of a poller.
struct ReadinessEvent {
    var token: UInt64
    var readiness: Readiness
}
