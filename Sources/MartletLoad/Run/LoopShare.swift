import Martlet
import MartletEventLoop

/// One loop's part in a step: its connections, its workers, what it recorded.
///
/// `@unchecked Sendable`: touched on its loop only, except for the constants.
final class LoopShare: @unchecked Sendable {
    /// Which of how many loops this is.
    struct Place: Sendable {
        var index: Int
        var count: Int

        /// This loop's part of a number that all loops share.
        func part(of total: Int) -> Int { total / count + (index < total % count ? 1 : 0) }
    }

    let loop: EventLoop
    let recorder: Recorder
    private let plan: LoadPlan
    private let call: CallPlan<EncodedRequest, MeasuredResponse>
    private let clients: [Client]
    private let place: Place
    private var openLoop: OpenLoop?
    private var windowEnd: [() -> Void] = []
    private var givingUp: [() -> Void] = []
    private var running = 0
    private var hasStarted = false
    private var isAnyOver = false
    private var windowTimer: TimerID?
    private var drainTimer: TimerID?
    private var whenOver: (() -> Void)?

    init(_ plan: LoadPlan, loop: EventLoop, clients: [Client], window: Window, place: Place) {
        self.plan = plan
        call = plan.call
        self.loop = loop
        self.clients = clients
        self.place = place
        recorder = Recorder(loop: loop, window: window, spansWindow: plan.hasCallsThatSpanWindow)
    }

    /// Begins, on the loop, and calls `whenOver` there once no call is under way and none is to come.
    func start(rate: Double?, from begin: MonotonicTime, whenOver: @escaping () -> Void) throws(SystemError) {
        self.whenOver = whenOver
        running += 1  // the start itself: workers may be through before the last one has begun
        if recorder.window.end < .distantFuture {
            windowTimer = loop.schedule(at: recorder.window.end, self, context: Alarm.windowEnd.rawValue)
        }
        if let rate { try startOpenLoop(rate, from: begin) } else { startClosedLoop() }
        hasStarted = true
        release()
    }

    private func startClosedLoop() {
        let source = ClosedLoop(window: recorder.window, calls: callsLeft)
        for stream in 0..<plan.streams {
            for index in clients.indices { startWorker(source, number: stream * clients.count + index, first: nil) }
        }
    }

    private func startOpenLoop(_ rate: Double, from begin: MonotonicTime) throws(SystemError) {
        guard case .openLoop(_, let arrival) = plan.pace else { return }
        var count = 0
        running += 1
        let source = OpenLoop(
            window: recorder.window,
            schedule: Schedule(
                rate: rate, arrival: arrival, start: begin, loop: place.index, of: place.count, seed: plan.seed),
            maxWorkers: max(1, place.part(of: plan.maxOutstanding)), calls: callsLeft, recorder: recorder,
            startWorker: { [unowned self] source, due in
                startWorker(source, number: count, first: due)
                count += 1
            },
            whenOver: { [unowned self] in workerIsOver() })
        openLoop = source
        try source.begin(on: loop)
    }

    private var callsLeft: Int? {
        guard case .calls(let calls) = plan.extent else { return nil }
        return place.part(of: calls)
    }

    private func startWorker<Source: CallSource>(_ source: Source, number: Int, first: MonotonicTime?) {
        let caller = Caller(
            call, client: clients[number % clients.count], recorder: recorder,
            number: place.index + number * place.count)
        let worker = LoadWorker(source, caller)
        windowEnd.append { worker.windowEnded() }
        givingUp.append { worker.giveUp() }
        running += 1
        worker.start(on: loop, with: first) { [self] in workerIsOver() }
    }

    /// A worker is through, or the schedule: from now on the others have as long as the drain lasts.
    private func workerIsOver() {
        isAnyOver = true
        release()
    }

    private func release() {
        running -= 1
        guard running == 0 else {
            if isAnyOver { startDrain() }
            return
        }
        for timer in [windowTimer, drainTimer].compactMap(\.self) { loop.cancel(timer) }
        let whenOver = whenOver
        self.whenOver = nil
        windowEnd = []
        givingUp = []
        openLoop = nil
        whenOver?()
    }

    private func startDrain() {
        guard hasStarted, drainTimer == nil else { return }
        drainTimer = loop.schedule(
            at: loop.now.advanced(by: plan.drain), self, context: Alarm.giveUp.rawValue)
    }

    /// Calls that have begun, ended and failed so far. On the loop.
    var progress: LoadProgress.Counts {
        let figures = recorder.figures
        return LoadProgress.Counts(
            begun: figures.begun, ended: figures.ended, failed: figures.ended - figures.statuses[0],
            messages: figures.messagesReceived)
    }

    private enum Alarm: Int {
        case windowEnd, giveUp
    }
}

extension LoopShare: TimerTarget {
    func timerFired(_ context: Int) {
        if context == Alarm.windowEnd.rawValue {
            windowTimer = nil
            startDrain()
            for end in windowEnd { end() }
        } else {
            drainTimer = nil
            recorder.neverBegan(openLoop?.abandon() ?? 0)
            for giveUp in givingUp { giveUp() }
        }
    }
}
