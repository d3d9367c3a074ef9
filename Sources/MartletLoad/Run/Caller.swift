import Martlet
import MartletEventLoop
import MartletProtobuf

/// Makes the calls of one worker, in the shape of the method, and has them recorded.
///
/// `@unchecked Sendable`: touched on its loop only.
final class Caller<Request: Message, Response: CountedMessage>: @unchecked Sendable {
    let plan: CallPlan<Request, Response>
    let client: Client
    let recorder: Recorder
    /// When the messages of a call begin, but for its first; nil: at once.
    let pace: PoissonPace?
    private var random: SplitMix64

    /// Ends the call that is under way at the end of the window.
    var cutShort: (() -> Void)?
    private(set) var isCut = false
    private(set) var isGivenUp = false

    /// - Parameter number: tells the workers of a run apart, so that their random choices differ.
    init(
        _ plan: CallPlan<Request, Response>, client: Client, recorder: Recorder, number: Int = 0,
        pace: PoissonPace? = nil
    ) {
        self.plan = plan
        self.client = client
        self.recorder = recorder
        self.pace = pace
        random = SplitMix64(seed: plan.seed &+ UInt64(number) &* 0x1000_0001)
    }

    /// Makes the call that should have begun at `due`, which has come.
    nonisolated(nonsending) func call(_ due: MonotonicTime) async {
        recorder.began()
        switch plan.method.shape {
        case .unary: await unary(due)
        case .serverStreaming: await serverStreaming(due)
        case .clientStreaming: await clientStreaming(due)
        case .bidirectionalStreaming:
            switch plan.exchange {
            case .pingPong: await pingPong(due)
            case .fullDuplex: await fullDuplex(due)
            }
        }
        cutShort = nil
    }

    nonisolated(nonsending) private func unary(_ due: MonotonicTime) async {
        recorder.sent()
        do throws(RPCError) {
            let response = try await client.unary(plan.method, nextRequest(), options: plan.options)
            recorder.received(response.byteCount)
            recorder.ended(due)
        } catch {
            failed(due, error)
        }
    }

    /// The request of the next message.
    func nextRequest() -> Request {
        let requests = plan.requests
        return requests.count == 1 ? requests[0] : requests[Int.random(in: requests.indices, using: &random)]
    }

    /// When the next message of a call begins, which has come; nil when there is none for this worker any more.
    nonisolated(nonsending) func nextMessage() async -> MonotonicTime? {
        guard let pace else { return MonotonicTime.now() }
        return await pace.next()
    }

    /// Whether messages are what is measured, and not calls.
    var measuresMessages: Bool { plan.measured == .messages }

    /// The call has ended with an error, its own or one that the generator asked for.
    func failed(_ due: MonotonicTime, _ error: RPCError) {
        let isOwn = error.code == .cancelled && error.origin == .local
        if isOwn && isGivenUp {
            recorder.gaveUp(due)
        } else if isOwn && isCut {
            recorder.cut(due)
        } else {
            recorder.ended(due, error, measure: !measuresMessages)
        }
    }

    /// Whether the time for sending and reading on is over.
    var isWindowOver: Bool { isCut || recorder.loop.now >= recorder.window.end }

    func windowEnded() {
        isCut = true
        cutShort?()
        cutShort = nil
    }

    func giveUp() { isGivenUp = true }
}
