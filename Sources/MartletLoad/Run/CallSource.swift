import MartletEventLoop

/// Where workers get their next call from. Everything happens on one loop.
protocol CallSource: AnyObject, Sendable {
    /// When the next call should begin, which has come; nil when there is none for this worker any more.
    nonisolated(nonsending) func next() async -> MonotonicTime?
}
