import MartletEventLoop

/// Has one worker begin its calls, or the messages in them, as in a Poisson process of its own.
///
/// What comes late because the one before took long counts from the moment when it should have begun: the wait is part
/// of what its caller sees.
///
/// `@unchecked Sendable`: touched on its loop only.
final class PoissonPace: CallSource, @unchecked Sendable {
    private var schedule: Schedule

    /// - Parameter rate: How many begin per second.
    init(rate: Double, seed: UInt64) {
        schedule = Schedule(rate: rate, arrival: .poisson, start: .now(), loop: 0, of: 1, seed: seed)
    }

    nonisolated(nonsending) func next() async -> MonotonicTime? {
        let due = schedule.next
        schedule.advance()
        let wait = MonotonicTime.now().duration(to: due)
        if wait > .zero { try? await Task.sleep(for: wait) }
        return Task.isCancelled ? nil : due
    }
}
