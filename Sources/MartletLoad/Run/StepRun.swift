import Martlet
import MartletEventLoop

/// One step of a run: a warm-up, the window in which calls count, and the drain.
struct StepRun {
    private let plan: LoadPlan
    private let rate: Double?
    private let fleet: Fleet
    private let window: Window
    private let start: MonotonicTime
    private let shares: [LoopShare]
    /// Taken before the first call, where no warm-up leaves time for it.
    private let sampleAtStart: Sample?

    /// How soon after this the step begins: long enough for every loop to hear of it.
    private static let lead = Duration.milliseconds(20)

    init(_ plan: LoadPlan, _ rate: Double?, _ fleet: Fleet) async {
        self.plan = plan
        self.rate = rate
        self.fleet = fleet
        sampleAtStart = plan.warmUp == .zero ? await Sample(plan, fleet) : nil
        start = MonotonicTime.now().advanced(by: Self.lead)
        let begin = start.advanced(by: plan.warmUp)
        let window = Window(begin: begin, end: plan.end(of: begin))
        self.window = window
        shares = fleet.loops.enumerated().map { index, part in
            LoopShare(
                plan, loop: part.loop, clients: part.clients, window: window,
                place: LoopShare.Place(index: index, count: fleet.loops.count))
        }
    }

    /// Makes the calls and says what they came to.
    func step(progress: (@Sendable (Duration, LoadProgress.Counts) -> Void)?) async throws -> LoadStep {
        var watcher: Task<Void, any Error>?
        if let progress { watcher = Task { try await watch(progress) } }
        defer { watcher?.cancel() }
        async let ends: Void = run()
        let before: Sample
        if let sampleAtStart { before = sampleAtStart } else {
            try await Task.sleep(for: MonotonicTime.now().duration(to: window.begin))
            before = await Sample(plan, fleet)
        }
        try await ends
        let after = await Sample(plan, fleet)
        var figures = CallFigures()
        for share in shares { figures.add(share.recorder.figures) }
        return LoadStep(plan, rate: rate, window: window, figures: figures, before: before, after: after)
    }

    private func run() async throws {
        try await withThrowingTaskGroup { group in
            for share in shares {
                group.addTask { try await share.run(rate: rate, from: start) }
            }
            try await group.waitForAll()
        }
    }

    private func watch(_ tell: @escaping @Sendable (Duration, LoadProgress.Counts) -> Void) async throws {
        while true {
            try await Task.sleep(for: .seconds(1))
            var counts = LoadProgress.Counts()
            for share in shares { counts = await counts + share.currentProgress() }
            tell(window.begin.duration(to: .now()), counts)
        }
    }
}

/// What was used and carried up to a moment.
struct Sample: Sendable {
    let own: ProcessUsage
    let server: ProcessUsage?
    let wire: ClientStatistics

    init(_ plan: LoadPlan, _ fleet: Fleet) async {
        // The loops may be too busy to answer soon, and what they do meanwhile is no part of the sample.
        server = plan.serverProcess.flatMap { ProcessUsage(of: $0) }
        own = .own
        wire = await fleet.statistics()
    }
}

extension LoadPlan {
    fileprivate func end(of begin: MonotonicTime) -> MonotonicTime {
        if case .duration(let duration) = extent { begin.advanced(by: duration) } else { .distantFuture }
    }
}

extension LoopShare {
    /// Runs from `start` to the end of the last call.
    fileprivate func run(rate: Double?, from start: MonotonicTime) async throws {
        let failure: SystemError? = await withUnsafeContinuation { continuation in
            loop.execute { [self] in
                let timer = StartTimer { [self] in
                    do throws(SystemError) {
                        try self.start(rate: rate, from: start) { continuation.resume(returning: nil) }
                    } catch {
                        continuation.resume(returning: error)
                    }
                }
                _ = loop.schedule(at: start, timer, context: 0)
            }
        }
        if let failure { throw failure }
    }

    /// The counts so far, from any thread.
    fileprivate func currentProgress() async -> LoadProgress.Counts {
        await loop.answer { self.progress } ?? LoadProgress.Counts()
    }
}

/// Calls a body once, when it is time.
private final class StartTimer: TimerTarget {
    private let body: () -> Void

    init(_ body: @escaping () -> Void) { self.body = body }

    func timerFired(_ context: Int) { body() }
}
