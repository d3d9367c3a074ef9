import Histogram
import Martlet
import MartletEventLoop

/// What the calls of one loop came to.
///
/// `@unchecked Sendable`: touched on its loop only, and by others once that loop has no more calls.
final class Recorder: @unchecked Sendable {
    let loop: EventLoop
    let window: Window
    /// Calls go on for as long as the window does, so those that began in the warm-up count when they end after it.
    private let spansWindow: Bool
    private(set) var figures = CallFigures()

    init(loop: EventLoop, window: Window, spansWindow: Bool) {
        self.loop = loop
        self.spansWindow = spansWindow
        self.window = window
    }

    /// A call has begun.
    func began() {
        figures.begun += 1
    }

    /// A call could not begin when it should have, because too many were under way.
    func late(_ due: MonotonicTime) {
        if window.contains(due) { figures.late += 1 }
    }

    /// Calls that were due and never began.
    func neverBegan(_ count: Int) { figures.notStarted += count }

    /// A call has ended, with OK unless there is an error. Unless its round trips are measured, its latency counts.
    func ended(_ due: MonotonicTime, _ error: RPCError? = nil, measure: Bool = true) {
        let now = MonotonicTime.now()
        guard counts(due, now) else { return }
        figures.statuses[error?.code.rawValue ?? 0] += 1
        if let error, figures.firstFailure == nil { figures.firstFailure = error }
        if measure, window.contains(due) { figures.latency.record(due.duration(to: now)) }
        figures.lastEnd = max(figures.lastEnd, now)
    }

    /// A call was ended by the generator when the time was over: neither well nor badly.
    func cut(_ due: MonotonicTime) {
        if counts(due, .now()) { figures.cut += 1 }
    }

    /// A call was given up because it had not ended in time after the end of the window.
    func gaveUp(_ due: MonotonicTime) {
        if counts(due, .now()) { figures.unfinished += 1 }
    }

    /// Whether a call that ends now counts. One that spans the window began before it and is what is measured.
    private func counts(_ due: MonotonicTime, _ now: MonotonicTime) -> Bool {
        due < window.end && (spansWindow ? now : due) >= window.begin
    }

    /// A message was sent. Messages count by the time of the loop's tick.
    func sent() {
        if window.contains(loop.now) { figures.messagesSent += 1 }
    }

    /// A message of so many bytes has come.
    func received(_ byteCount: Int) {
        guard window.contains(loop.now) else { return }
        figures.messagesReceived += 1
        figures.responseBytes += byteCount
    }

    /// What began at `start` inside a call is over: a round trip, or another message's turn. Returns the present.
    @discardableResult
    func messageEnded(since start: MonotonicTime) -> MonotonicTime {
        let now = MonotonicTime.now()
        guard window.contains(start) else { return now }
        figures.latency.record(start.duration(to: now))
        figures.lastEnd = max(figures.lastEnd, now)
        return now
    }

    /// Begins anew.
    func forget() { figures = CallFigures() }
}
