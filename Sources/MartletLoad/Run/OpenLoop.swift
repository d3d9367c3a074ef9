import DequeModule
import MartletEventLoop

/// Has calls begin when the schedule says so, whether or not earlier ones have ended.
///
/// A call that is due finds an idle worker, or a new one up to the limit, or waits; the worker that is free next takes
/// it, with the time at which it should have begun. So a server that stalls shows in the latency of every call that
/// fell into the stall (no coordinated omission).
///
/// `@unchecked Sendable`: touched on its loop only.
final class OpenLoop: CallSource, @unchecked Sendable {
    private let window: Window
    private let maxWorkers: Int
    /// Calls that may still become due and count; nil: no end but that of the window.
    private var left: Int?
    private let recorder: Recorder
    /// Makes a worker that begins with the call that should have begun then.
    private let startWorker: (OpenLoop, MonotonicTime) -> Void
    /// Called once, when nothing becomes due any more.
    private let whenOver: () -> Void

    /// What becomes due next.
    private var arrivals: Schedule
    /// The first call that is due and has not begun.
    private var starts: Schedule
    private var timer: PreciseTimer?
    private var workers = 0
    private var idle: Deque<UnsafeContinuation<MonotonicTime?, Never>> = []
    private var isOver = false

    init(
        window: Window, schedule: Schedule, maxWorkers: Int, calls: Int?, recorder: Recorder,
        startWorker: @escaping (OpenLoop, MonotonicTime) -> Void, whenOver: @escaping () -> Void
    ) {
        self.window = window
        self.maxWorkers = maxWorkers
        left = calls
        self.recorder = recorder
        self.startWorker = startWorker
        self.whenOver = whenOver
        arrivals = schedule
        starts = schedule
    }

    /// Begins to keep the schedule, on the loop.
    func begin(on loop: EventLoop) throws(SystemError) {
        timer = try PreciseTimer(loop: loop) { [unowned self] in takeArrivals() }
        takeArrivals()
    }

    /// Calls that are due and have not begun.
    var waiting: Int { arrivals.taken - starts.taken }

    private func takeArrivals() {
        let now = MonotonicTime.now()
        while !isOver, arrivals.next <= now {
            let due = arrivals.next
            guard due < window.end, left != 0 else { return finish() }
            if let left, due >= window.begin { self.left = left - 1 }
            arrivals.advance()
            if waiting == 1 { assign(due) }
        }
        if arrivals.next >= window.end || left == 0 { return finish() }
        timer?.arm(at: arrivals.next)
    }

    /// Gives a call that is due to a worker that is free, if there is one.
    private func assign(_ due: MonotonicTime) {
        if let worker = idle.popFirst() {
            starts.advance()
            worker.resume(returning: due)
        } else if workers < maxWorkers {
            workers += 1
            starts.advance()
            startWorker(self, due)
        }
    }

    nonisolated(nonsending) func next() async -> MonotonicTime? {
        if waiting > 0 {
            let due = starts.next
            starts.advance()
            recorder.late(due)
            return due
        }
        if isOver { return nil }
        return await withUnsafeContinuation { idle.append($0) }
    }

    /// Nothing becomes due any more; what waits is still worked off.
    private func finish() {
        guard !isOver else { return }
        isOver = true
        timer?.close()
        timer = nil
        while let worker = idle.popFirst() { worker.resume(returning: nil) }
        whenOver()
    }

    /// Gives up what waits. Returns how many of those calls should have counted.
    func abandon() -> Int {
        finish()
        var count = 0
        while waiting > 0 {
            if window.contains(starts.next) { count += 1 }
            starts.advance()
        }
        return count
    }
}
