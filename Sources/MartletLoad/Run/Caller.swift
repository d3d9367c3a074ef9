import Martlet
import MartletEventLoop
import MartletProtobuf

/// Makes the calls of one worker, in the shape of the method, and has them recorded.
///
/// `@unchecked Sendable`: touched on its loop only.
final class Caller: @unchecked Sendable {
    let client: Client
    let method: Martlet.MethodDescriptor<EncodedRequest, MeasuredResponse>
    let recorder: Recorder
    let options: CallOptions
    /// Messages that a call sends; nil: as many as fit into the window.
    let messages: Int?
    let exchange: LoadPlan.Exchange
    private let requests: [EncodedRequest]
    private var random: SplitMix64

    /// Ends the call that is under way at the end of the window.
    var cutShort: (() -> Void)?
    private(set) var isCut = false
    private(set) var isGivenUp = false

    /// - Parameter number: tells the workers of a run apart, so that their random choices differ.
    init(_ plan: LoadPlan, client: Client, recorder: Recorder, number: Int) {
        self.client = client
        self.recorder = recorder
        method = plan.method.opaque
        options = CallOptions(timeout: plan.deadline, metadata: plan.metadata)
        messages = plan.messagesToSend
        exchange = plan.exchange
        requests = plan.requests.requests
        random = SplitMix64(seed: plan.seed &+ UInt64(number) &* 0x1000_0001)
    }

    /// Makes the call that should have begun at `due`, which has come.
    nonisolated(nonsending) func call(_ due: MonotonicTime) async {
        recorder.began()
        switch method.shape {
        case .unary: await unary(due)
        case .serverStreaming: await serverStreaming(due)
        case .clientStreaming: await clientStreaming(due)
        case .bidirectionalStreaming:
            switch exchange {
            case .pingPong: await pingPong(due)
            case .fullDuplex: await fullDuplex(due)
            }
        }
        cutShort = nil
    }

    nonisolated(nonsending) private func unary(_ due: MonotonicTime) async {
        recorder.sent()
        do throws(RPCError) {
            let response = try await client.unary(method, nextRequest(), options: options)
            recorder.received(response.byteCount)
            recorder.ended(due)
        } catch {
            failed(due, error)
        }
    }

    /// The request of the next message.
    func nextRequest() -> EncodedRequest {
        requests.count == 1 ? requests[0] : requests[Int.random(in: requests.indices, using: &random)]
    }

    /// The call has ended with an error, its own or one that the generator asked for.
    func failed(_ due: MonotonicTime, _ error: RPCError) {
        let isOwn = error.code == .cancelled && error.origin == .local
        if isOwn && isGivenUp {
            recorder.gaveUp(due)
        } else if isOwn && isCut {
            recorder.cut(due)
        } else {
            recorder.ended(due, error)
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
