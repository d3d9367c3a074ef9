import Martlet
import MartletBenchmarkService
import MartletInterop

/// One of the calls that a channel keeps open: a unary call after the other, or a stream after the other.
///
/// What is recorded as a latency: a unary call, a round of ping-pong, handing over a message (`StreamingFromClient`),
/// the time between messages that come without being asked for (`StreamingFromServer`, `StreamingBothWays`).
struct CallSlot: Sendable {
    static let methods: Set<RpcType> = [
        .unary, .streaming, .streamingFromClient, .streamingFromServer, .streamingBothWays,
    ]

    let service: BenchmarkServiceClient
    let plan: ClientPlan
    let recorder: CallRecorder

    /// A server that is not there yet is waited for.
    private static let options = CallOptions(waitForReady: true)

    /// Calls until the task is cancelled.
    func run() async {
        var pace = Pace(perSecond: plan.callsPerSecond)
        while !Task.isCancelled {
            do {
                switch plan.method {
                case .streaming: try await pingPong(&pace)
                case .streamingFromClient: try await sendOnly(&pace)
                case .streamingFromServer: try await receiveOnly()
                case .streamingBothWays: try await sendAndReceive(pace)
                default: try await unary(&pace)
                }
            } catch {
                if Task.isCancelled { return }  // an end of our own making is no result
                let code = (error as? RPCError)?.code ?? .unknown
                recorder.callEnded(with: Int32(code.rawValue))
            }
        }
    }

    private func unary(_ pace: inout Pace) async throws {
        let start = try await pace.next()
        _ = try await service.unaryCall(plan.request, options: Self.options)
        recorder.callEnded(with: 0, since: start)
    }

    private func pingPong(_ pace: inout Pace) async throws {
        let call = try await service.streamingCall(options: Self.options)
        var responses = call.responses.makeAsyncIterator()
        for _ in 0..<plan.messagesPerStream {
            let start = try await pace.next()
            try await call.send(plan.request)
            guard try await responses.next() != nil else { throw Self.endedEarly }
            recorder.add(since: start)
        }
        await call.finishSending()
        _ = try await call.trailers()
        recorder.callEnded(with: 0)
    }

    private func sendOnly(_ pace: inout Pace) async throws {
        let call = try await service.streamingFromClient(options: Self.options)
        for _ in 0..<plan.messagesPerStream {
            let start = try await pace.next()
            try await call.send(plan.request)
            recorder.add(since: start)
        }
        _ = try await call.finish()
        recorder.callEnded(with: 0)
    }

    private func receiveOnly() async throws {
        let call = try await service.streamingFromServer(plan.request, options: Self.options)
        var responses = call.responses.makeAsyncIterator()
        var last = MonotonicTime.now()
        for _ in 0..<plan.messagesPerStream {
            guard try await responses.next() != nil else { throw Self.endedEarly }
            last = recorder.add(since: last)
        }
        call.cancel()
        recorder.callEnded(with: 0)
    }

    private func sendAndReceive(_ pace: Pace) async throws {
        let call = try await service.streamingBothWays(options: Self.options)
        try await withThrowingTaskGroup { group in
            group.addTask {
                var pace = pace
                for _ in 0..<plan.messagesPerStream {
                    _ = try await pace.next()
                    try await call.send(plan.request)
                }
                await call.finishSending()
            }
            var last = MonotonicTime.now()
            for try await _ in call.responses { last = recorder.add(since: last) }
            try await group.waitForAll()
        }
        recorder.callEnded(with: 0)
    }

    private static let endedEarly = RPCError(.unknown, "the server ended a stream that it should keep open")
}
