import Martlet
import MartletEventLoop
package import MartletProtobuf

/// Calls that have no end but the one that ``stop()`` makes; what they have come to can be asked for meanwhile.
package final class EndlessLoad: Sendable {
    private let group: EventLoopGroup
    private let fleet: Fleet
    private let shares: [EndlessShare]

    /// Begins to call. Throws for a target that is none, and what keeps a loop from starting.
    package init<Request: Message, Response: Message>(_ plan: EndlessPlan<Request, Response>) async throws {
        group = try EventLoopGroup(count: plan.loops)
        do {
            fleet = try Fleet(plan.connections, to: plan.targets, plan.configuration, group)
        } catch {
            await group.stop()
            throw error
        }
        shares = fleet.loops.map { EndlessShare($0.loop) }
        for (share, part) in zip(shares, fleet.loops) {
            part.loop.execute { share.start(plan, part.clients) }
        }
    }

    /// What was made of calls since the last time that they were forgotten, which this may be.
    package func figures(forgetting: Bool) async -> CallFigures {
        var sum = CallFigures()
        for share in shares {
            if let part = await share.loop.answer({ share.figures(forgetting: forgetting) }) { sum.add(part) }
        }
        return sum
    }

    /// Gives up all calls, and returns when none is left.
    package func stop() async {
        for share in shares { await share.stop() }
        fleet.close()
        await group.stop()
    }
}

/// One loop's part: its workers, and what it recorded.
///
/// `@unchecked Sendable`: touched on its loop only, except for the constant.
private final class EndlessShare: @unchecked Sendable {
    let loop: EventLoop
    private let recorder: Recorder
    private var givingUp: [() -> Void] = []
    private var running = 0
    private var whenOver: (() -> Void)?

    init(_ loop: EventLoop) {
        self.loop = loop
        let always = Window(begin: MonotonicTime(nanoseconds: 0), end: .distantFuture)
        recorder = Recorder(loop: loop, window: always, spansWindow: false)
    }

    func start<Request: Message, Response: Message>(_ plan: EndlessPlan<Request, Response>, _ clients: [Client]) {
        let call = plan.call
        let rate = plan.rate.map { $0 / Double(plan.connections * plan.streams) }
        let closedLoop = ClosedLoop(window: recorder.window, calls: nil)
        for client in clients {
            for _ in 0..<plan.streams {
                let pace = rate.map { PoissonPace(rate: $0, seed: .random(in: 0...(.max))) }
                let caller = Caller(call, client: client, recorder: recorder, pace: pace)
                if let pace { start(LoadWorker(pace, caller)) } else { start(LoadWorker(closedLoop, caller)) }
            }
        }
    }

    private func start<Source, Request, Response>(_ worker: LoadWorker<Source, Request, Response>) {
        givingUp.append { worker.giveUp() }
        running += 1
        worker.start(on: loop, with: nil) { [self] in workerIsOver() }
    }

    private func workerIsOver() {
        running -= 1
        guard running == 0 else { return }
        whenOver?()
        whenOver = nil
    }

    func figures(forgetting: Bool) -> CallFigures {
        defer { if forgetting { recorder.forget() } }
        return recorder.figures
    }

    /// From any thread.
    func stop() async {
        await withUnsafeContinuation { continuation in
            loop.execute { [self] in
                running += 1  // until all have been told
                whenOver = { continuation.resume() }
                for giveUp in givingUp { giveUp() }
                givingUp = []
                workerIsOver()
            }
        }
    }
}
