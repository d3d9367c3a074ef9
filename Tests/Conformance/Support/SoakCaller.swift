import Martlet
import MartletInterop
import MartletProtobuf

/// Calls of every shape, one after the other, with clients that come and go, cancellations and deadlines among them.
struct SoakCaller {
    enum Work: String, CaseIterable {
        case unary, serverStreaming, clientStreaming, pingPong, cancelled, timedOut, otherClient

        /// What of a hundred draws each of them gets.
        static func drawn(_ number: Int) -> Work {
            switch number {
            case ..<60: .unary
            case ..<72: .serverStreaming
            case ..<82: .clientStreaming
            case ..<92: .pingPong
            case ..<95: .cancelled
            case ..<98: .timedOut
            default: .otherClient
            }
        }
    }

    let client: Client
    let connect: @Sendable () throws -> Client
    private(set) var counts: [Work: Int] = [:]
    /// Calls that did not end as they had to.
    private(set) var surprises: [String] = []

    init(_ connect: @escaping @Sendable () throws -> Client) throws {
        self.connect = connect
        client = try connect()
    }

    mutating func call(until end: ContinuousClock.Instant) async {
        while ContinuousClock.now < end {
            let work = Work.drawn(Int.random(in: 0..<100))
            counts[work, default: 0] += 1
            do {
                try await Self.perform(work, TestServiceClient(client), connect)
            } catch {
                surprises.append("\(work): \(error)")
            }
        }
        client.close()
    }

    private static let patience = CallOptions.deadline(.seconds(30))

    private static func perform(
        _ work: Work, _ test: TestServiceClient, _ connect: @Sendable () throws -> Client
    ) async throws {
        switch work {
        case .unary: try await unary(test)
        case .serverStreaming:
            let sizes = (0..<Int.random(in: 1...20)).map { _ in ResponseParameters(size: size()) }
            let request = StreamingOutputCallRequest(responseParameters: sizes)
            var count = 0
            for try await _ in try await test.streamingOutputCall(request, options: patience) { count += 1 }
            try expect(count, sizes.count)
        case .clientStreaming:
            let call = try await test.streamingInputCall(options: patience)
            let payloads = (0..<Int.random(in: 1...20)).map { _ in payload() }
            for payload in payloads { try await call.send(StreamingInputCallRequest(payload: payload)) }
            try expect(Int(try await call.finish().aggregatedPayloadSize), payloads.reduce(0) { $0 + $1.body.count })
        case .pingPong: try await pingPong(test)
        case .cancelled:
            let call = try await test.fullDuplexCall(options: patience)
            try await call.send(request(size()))
            call.cancel()
            try await expect(.cancelled) { for try await _ in call.responses {} }
        case .timedOut:
            let slow = StreamingOutputCallRequest(
                responseParameters: [ResponseParameters(size: 1, intervalUs: 10_000_000)])
            let soon = CallOptions.deadline(.milliseconds(Int.random(in: 1...20)))
            try await expect(.deadlineExceeded) {
                for try await _ in try await test.streamingOutputCall(slow, options: soon) {}
            }
        case .otherClient:
            let client = try connect()
            defer { client.close() }
            try await unary(TestServiceClient(client))
        }
    }

    private static func unary(_ test: TestServiceClient) async throws {
        let size = size()
        let response = try await test.unaryCall(
            SimpleRequest(responseSize: size, payload: payload()), options: patience)
        try expect(response.payload?.body.count ?? -1, Int(size))
    }

    private static func pingPong(_ test: TestServiceClient) async throws {
        let call = try await test.fullDuplexCall(options: patience)
        var responses = call.responses.makeAsyncIterator()
        for _ in 0..<Int.random(in: 1...10) {
            let size = size()
            try await call.send(request(size))
            try expect(try await responses.next()?.payload?.body.count ?? -1, Int(size))
        }
        await call.finishSending()
        try expect(try await responses.next() == nil ? 0 : 1, 0)
    }

    private static func request(_ size: Int32) -> StreamingOutputCallRequest {
        StreamingOutputCallRequest(responseParameters: [ResponseParameters(size: size)], payload: payload())
    }

    /// Mostly small, now and then more than a frame, a window's worth at times.
    private static func size() -> Int32 {
        switch Int.random(in: 0..<100) {
        case ..<90: Int32.random(in: 0...2_000)
        case ..<99: Int32.random(in: 0...70_000)
        default: Int32.random(in: 0...600_000)
        }
    }

    private static func payload() -> Payload { Payload(body: Bytes([UInt8](repeating: 7, count: Int(size())))) }

    struct Surprise: Error {
        let found: String, wanted: String
    }

    private static func expect(_ found: Int, _ wanted: Int) throws {
        guard found == wanted else { throw Surprise(found: "\(found)", wanted: "\(wanted)") }
    }

    private static func expect(_ code: RPCError.Code, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as RPCError where error.code == code {
            return
        }
        throw Surprise(found: "success", wanted: "\(code)")
    }
}
