import MartletEventLoop

/// The time in which calls count: those that begin, or should have begun, from its start up to its end.
struct Window: Sendable {
    /// When the warm-up is over.
    let begin: MonotonicTime
    /// When no more calls begin; never, when calls are counted out.
    let end: MonotonicTime

    func contains(_ time: MonotonicTime) -> Bool { time >= begin && time < end }
}
