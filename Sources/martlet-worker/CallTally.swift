import Martlet
import Synchronization

/// What came of calls.
struct CallTally: Sendable {
    var latencies: LatencyHistogram
    /// How many calls ended, by their status code.
    var results: [Int32: Int64] = [:]

    mutating func add(_ other: CallTally) {
        latencies.add(other.latencies)
        results.merge(other.results, uniquingKeysWith: &+)
    }
}

/// The tally of one channel. Its calls share a loop, so only a mark ever waits for the lock.
final class CallRecorder: Sendable {
    private let empty: CallTally
    private let state: Mutex<CallTally>

    init(_ histogram: LatencyHistogram) {
        empty = CallTally(latencies: histogram)
        state = Mutex(empty)
    }

    /// Records the time that has passed since `start`, and returns the present.
    @discardableResult
    func add(since start: MonotonicTime) -> MonotonicTime {
        let now = MonotonicTime.now()
        state.withLock { $0.latencies.add(Double(now.nanoseconds &- start.nanoseconds)) }
        return now
    }

    /// Records an end and, for a call that is timed as a whole, the time since `start`: together, so that no mark comes
    /// between the two.
    func callEnded(with status: Int32, since start: MonotonicTime? = nil) {
        let latency = start.map { Double(MonotonicTime.now().nanoseconds &- $0.nanoseconds) }
        state.withLock { state in
            state.results[status, default: 0] &+= 1
            if let latency { state.latencies.add(latency) }
        }
    }

    func tally(reset: Bool) -> CallTally {
        state.withLock { state in
            let tally = state
            if reset { state = empty }
            return tally
        }
    }
}
