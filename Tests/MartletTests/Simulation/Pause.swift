import Martlet
import MartletEventLoop

/// Waiting in virtual time.
///
/// `@unchecked Sendable`: touched on its loop only.
final class Pause: TimerTarget, @unchecked Sendable {
    private let loop: EventLoop
    private var timer: TimerID?
    private var waiter: UnsafeContinuation<Void, Never>?

    private init(_ loop: EventLoop) { self.loop = loop }

    /// Suspends for so long, or until the task is cancelled unless that is ignored. Without a length it yields, or does
    /// nothing at all.
    nonisolated(nonsending) static func lasting(
        _ duration: Duration, on loop: EventLoop, ignoringCancellation: Bool = false
    ) async {
        guard duration > .zero else { return }
        let pause = Pause(loop)
        await withTaskCancellationHandler {
            await withUnsafeContinuation { waiter in
                pause.waiter = waiter
                pause.timer = loop.schedule(at: loop.now.advanced(by: duration), pause, context: 0)
                if Task.isCancelled, !ignoringCancellation { pause.end() }
            }
        } onCancel: {
            if !ignoringCancellation { loop.execute { pause.end() } }
        }
    }

    func timerFired(_ context: Int) {
        timer = nil
        end()
    }

    private func end() {
        if let timer { loop.cancel(timer) }
        timer = nil
        let waiter = waiter
        self.waiter = nil
        waiter?.resume()
    }
}
