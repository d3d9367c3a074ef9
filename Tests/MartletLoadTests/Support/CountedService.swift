import Glibc
import Martlet
import MartletInterop
import MartletProtobuf
import Synchronization

/// Methods of grpc.testing.TestService in all four shapes that count what they see, and may stall once.
final class CountedService: RPCService {
    private let calls = Atomic(0)
    private let messages = Atomic(0)
    private let ended = Atomic(0)
    private let stall: (call: Int, milliseconds: UInt32)?

    /// - Parameter stall: the call (from 1) in which the whole loop stands still, once, and for how long.
    init(stall: (call: Int, milliseconds: UInt32)? = nil) { self.stall = stall }

    /// Calls that came.
    var callCount: Int { calls.load(ordering: .sequentiallyConsistent) }
    /// Messages that came.
    var messageCount: Int { messages.load(ordering: .sequentiallyConsistent) }
    /// Calls whose handlers have returned.
    var endedCount: Int { ended.load(ordering: .sequentiallyConsistent) }

    private func began() {
        let number = calls.add(1, ordering: .sequentiallyConsistent).newValue
        if let stall, stall.call == number { usleep(stall.milliseconds * 1_000) }
    }

    private static func zeros(_ count: Int32) -> Payload {
        Payload(body: Bytes([UInt8](repeating: 0, count: Int(count))))
    }

    private func came() { messages.add(1, ordering: .sequentiallyConsistent) }
    private func left() { ended.add(1, ordering: .sequentiallyConsistent) }

    func register(in methods: inout MethodRegistry) {
        methods.unary(TestServiceMethods.unaryCall) { request, _ in
            self.began()
            self.came()
            defer { self.left() }
            if let status = request.responseStatus, status.code != 0 {
                throw RPCError(RPCError.Code(rawValue: Int(status.code)) ?? .unknown, status.message)
            }
            return SimpleResponse(payload: Self.zeros(request.responseSize))
        }
        methods.serverStreaming(TestServiceMethods.streamingOutputCall) { request, responses, _ in
            self.began()
            self.came()
            defer { self.left() }
            for parameters in request.responseParameters {
                if parameters.intervalUs > 0 { try await Task.sleep(for: .microseconds(parameters.intervalUs)) }
                try await responses.write(StreamingOutputCallResponse(payload: Self.zeros(parameters.size)))
            }
        }
        methods.clientStreaming(TestServiceMethods.streamingInputCall) { requests, _ in
            self.began()
            defer { self.left() }
            for try await _ in requests { self.came() }
            return StreamingInputCallResponse()
        }
        methods.bidirectionalStreaming(TestServiceMethods.fullDuplexCall) { requests, responses, _ in
            self.began()
            defer { self.left() }
            for try await _ in requests {
                self.came()
                try await responses.write(StreamingOutputCallResponse())
            }
        }
    }
}
