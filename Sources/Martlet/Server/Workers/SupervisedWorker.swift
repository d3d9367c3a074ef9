import Glibc
import MartletEventLoop

/// One worker's place: the process that has it, or the time until the next one.
///
/// `@unchecked Sendable`: touched on the supervisor's loop only.
final class SupervisedWorker: ReadinessHandler, TimerTarget, @unchecked Sendable {
    /// A worker that lived so long was well.
    private static let wellAfter = Duration.milliseconds(500)

    let index: Int
    private(set) var process: ChildProcess?
    private unowned let supervisor: Supervisor
    private var registration: Registration?
    private weak var loop: EventLoop?
    private var startTime = MonotonicTime(nanoseconds: 0)
    private var delay = Duration.zero
    /// How often a worker that is just starting is still left alone, 10 milliseconds each time.
    private var patience = 1000

    private enum Alarm: Int {
        case start, askToEnd
    }

    init(index: Int, of supervisor: Supervisor) {
        self.index = index
        self.supervisor = supervisor
    }

    func start() { supervisor.spawn(self) }

    /// Asks the process to drain and end, as soon as it can hear that: before, the signal would just kill it, and with
    /// it the connections that wait for it.
    func askToEnd() {
        guard let process, let loop else { return }
        if patience == 0 || supervisor.canEnd(self) { return process.send(SIGTERM) }
        patience -= 1
        _ = loop.schedule(at: loop.now.advanced(by: .milliseconds(10)), self, context: Alarm.askToEnd.rawValue)
    }

    func watch(_ process: ChildProcess, on loop: EventLoop) throws(SystemError) {
        self.process = process
        self.loop = loop
        startTime = loop.now
        do throws(SystemError) {
            registration = try loop.register(process.descriptor, self)
        } catch {
            // Nobody would hear of its end.
            process.send(SIGKILL)
            self.process = nil
            throw error
        }
    }

    func ready(_ readiness: Readiness) {
        guard let process, let registration, let loop, readiness.contains(.readable) else { return }
        loop.deregister(registration)
        self.registration = nil
        guard let end = process.reap() else { return }
        self.process = nil
        supervisor.ended(self, process, end)
    }

    /// Starts it again after a while, which is returned.
    @discardableResult
    func startLater(_ settings: WorkerConfiguration, on loop: EventLoop) -> Duration {
        let wasWell = startTime.duration(to: loop.now) >= Self.wellAfter
        let isNew = wasWell || delay == .zero
        delay = isNew ? settings.restartDelay.bounded : min(delay * 2, settings.maxRestartDelay.bounded)
        let wait = delay * Double.random(in: 0.5..<1.5)
        _ = loop.schedule(at: loop.now.advanced(by: wait), self, context: Alarm.start.rawValue)
        return wait
    }

    func timerFired(_ context: Int) {
        switch Alarm(rawValue: context) {
        case .askToEnd: askToEnd()
        case .start, nil: start()
        }
    }
}
