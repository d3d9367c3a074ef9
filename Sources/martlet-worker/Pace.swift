import Glibc
import Martlet

/// When the calls of one slot begin: at once, or as in a Poisson process.
struct Pace: Sendable {
    /// Nanoseconds; nil where each call waits for nothing but the one before.
    private let meanGap: Double?
    private var due = MonotonicTime.now()

    init(perSecond rate: Double?) {
        meanGap = rate.map { 1e9 / $0 }
    }

    /// Waits for the moment when the next call begins, and returns it.
    ///
    /// A call that comes late because the one before took long counts from the moment when it should have begun: the
    /// wait is part of what its caller sees.
    mutating func next() async throws -> MonotonicTime {
        guard let meanGap else { return .now() }
        let gap = -log(1 - Double.random(in: 0..<1)) * meanGap
        due = due.advanced(by: .nanoseconds(gap))
        let wait = MonotonicTime.now().duration(to: due)
        if wait > .zero { try await Task.sleep(for: wait) }
        return due
    }
}
