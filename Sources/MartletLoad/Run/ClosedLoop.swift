import MartletEventLoop

/// Has each worker begin its next call at once, until the time is over or the calls are counted out.
///
/// `@unchecked Sendable`: touched on its loop only.
final class ClosedLoop: CallSource, @unchecked Sendable {
    private let window: Window
    /// Calls that may still begin and count; nil: no end but that of the window.
    private var left: Int?

    init(window: Window, calls: Int?) {
        self.window = window
        left = calls
    }

    nonisolated(nonsending) func next() async -> MonotonicTime? {
        let now = MonotonicTime.now()
        guard now < window.end else { return nil }
        guard let left, now >= window.begin else { return now }
        guard left > 0 else { return nil }
        self.left = left - 1
        return now
    }
}
