import MartletEventLoop

/// Tells from how long calls waited whether a queue is overloaded: a queue that no call passes in less than the target
/// for a whole interval only makes everybody wait, however long it is (CoDel, RFC 8289, whose law of dropping is for
/// senders that slow down; these don't, so here all that waited too long are refused).
struct QueueDelayGauge {
    private let target: UInt64
    private let interval: UInt64
    /// Since when every call has waited longer than the target.
    private var aboveSince: UInt64?

    init(target: Duration, interval: Duration) {
        self.target = UInt64(clamping: target.saturatedNanoseconds)
        self.interval = UInt64(clamping: interval.saturatedNanoseconds)
    }

    /// Whether a call that has waited for `delay` nanoseconds shall begin.
    mutating func admits(delay: UInt64, at now: MonotonicTime) -> Bool {
        guard delay > target else {
            aboveSince = nil
            return true
        }
        guard let aboveSince else {
            aboveSince = now.nanoseconds
            return true
        }
        return now.nanoseconds &- aboveSince < interval
    }
}
