import Glibc

/// An instant of CLOCK_MONOTONIC: it never goes back, stands still while the machine sleeps, and means nothing on
/// another machine.
public struct MonotonicTime: Comparable, Hashable, Sendable {
    /// Nanoseconds since an arbitrary start.
    public var nanoseconds: UInt64

    /// The instant that many nanoseconds after the clock's start.
    @inlinable
    public init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// Later than every instant that the clock will show: a timer set to it never fires.
    public static let distantFuture = MonotonicTime(nanoseconds: .max)

    /// Asks the kernel (about 25 ns). Code on a loop reads `EventLoop.now` instead.
    public static func now() -> MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let seconds = UInt64(truncatingIfNeeded: time.tv_sec)
        return MonotonicTime(nanoseconds: seconds &* 1_000_000_000 &+ UInt64(truncatingIfNeeded: time.tv_nsec))
    }

    /// This instant moved by `duration`, stopping at the clock's start or at `distantFuture`.
    public func advanced(by duration: Duration) -> MonotonicTime {
        let step = duration.saturatedNanoseconds
        let (sum, overflow) =
            step >= 0
            ? nanoseconds.addingReportingOverflow(step.magnitude)
            : nanoseconds.subtractingReportingOverflow(step.magnitude)
        guard overflow else { return MonotonicTime(nanoseconds: sum) }
        return step >= 0 ? .distantFuture : MonotonicTime(nanoseconds: 0)
    }

    /// How long from this instant to `other`; negative when `other` is earlier.
    public func duration(to other: MonotonicTime) -> Duration {
        let forward = other.nanoseconds >= nanoseconds
        let distance = forward ? other.nanoseconds - nanoseconds : nanoseconds - other.nanoseconds
        let clamped = Int64(clamping: distance)
        return .nanoseconds(forward ? clamped : -clamped)
    }

    @inlinable
    public static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}

extension Duration {
    /// The same, cut to what can be slept, doubled and added up: from nothing to a hundred years. For settings, which
    /// may be anything.
    package var bounded: Duration { min(max(self, .zero), .seconds(100 * 365 * 86_400)) }

    /// Whole nanoseconds, cut to what 64 bits hold (292 years).
    package var saturatedNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        let (sum, sumOverflow) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        return sumOverflow ? (seconds < 0 ? .min : .max) : sum
    }
}
