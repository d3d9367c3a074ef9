import Figures

/// One row of the bench: what is asked, how often, by how many at once, and what counts.
struct Scenario: Sendable {
    enum Figure: String {
        /// Processor time of all threads of the server, per reply message, in microseconds.
        case processorTime = "server CPU, us per message"
        /// Median over all requests of a run, from h2load's log, in microseconds.
        case medianLatency = "p50 latency, us"
    }

    /// Who must be there to answer.
    enum Service: String {
        /// Martlet's demo and nghttpd alone.
        case test = "grpc.testing.TestService"
        /// The peers too.
        case benchmark = "grpc.testing.BenchmarkService"
    }

    let name: String
    let summary: String
    let service: Service
    let method: String
    /// The call's one request message, without its 5-byte prefix.
    let request: [UInt8]
    /// Bytes of all DATA frames of one reply: what nghttpd serves as a file.
    let replySize: Int
    let messagesPerReply: Int
    let connections: Int
    let streamsPerConnection: Int
    var requests: Int
    let figure: Figure
    /// nghttpd takes a body as large as the call's too, and throws it away.
    var uploads = false
    /// What Martlet's figure may be at most, as multiples of others'.
    let goals: [Results.Goal]

    static let all = [unary, latency, streaming, large("64 KiB", bytes: 65_536), large("1 MiB", bytes: 1 << 20)]

    private static let replyTo100Bytes = Framing.prefixSize + Schema.reply(payloadSize: 100)
    private static let replyTo1KiB = Framing.prefixSize + Schema.reply(payloadSize: 1024)

    static let unary = Scenario(
        name: "unary", summary: "UnaryCall, 100-byte payload each way, 10 connections x 100 streams",
        service: .benchmark, method: "UnaryCall", request: Schema.simpleRequest(responseSize: 100, payloadSize: 100),
        replySize: replyTo100Bytes, messagesPerReply: 1, connections: 10, streamsPerConnection: 100,
        requests: 200_000, figure: .processorTime, goals: [.init(0.85, of: "nghttpd")])

    static let latency = Scenario(
        name: "latency", summary: "UnaryCall, 100-byte payload each way, 1 connection x 1 stream",
        service: .benchmark, method: "UnaryCall", request: Schema.simpleRequest(responseSize: 100, payloadSize: 100),
        replySize: replyTo100Bytes, messagesPerReply: 1, connections: 1, streamsPerConnection: 1,
        requests: 8_000, figure: .medianLatency, goals: [.init(1.05, of: "nghttpd")])

    static let streaming = Scenario(
        name: "streaming", summary: "StreamingOutputCall, 1000 messages of 1 KiB per call, 1 connection x 1 stream",
        service: .test, method: "StreamingOutputCall",
        request: Schema.streamingOutputRequest(messages: 1000, payloadSize: 1024),
        replySize: 1000 * replyTo1KiB, messagesPerReply: 1000, connections: 1, streamsPerConnection: 1,
        requests: 1_000, figure: .processorTime, goals: [.init(1.48, of: "nghttpd")])

    /// As many bytes in each direction. There is no goal for nghttpd, which keeps nothing of what it is sent.
    private static func large(_ size: String, bytes: Int) -> Scenario {
        Scenario(
            name: "unary-\(size.replacing(" ", with: "-"))",
            summary: "UnaryCall, \(size) there and back, 10 connections x 1 stream",
            service: .benchmark, method: "UnaryCall",
            request: Schema.simpleRequest(responseSize: bytes, payloadSize: bytes),
            replySize: Framing.prefixSize + Schema.reply(payloadSize: bytes), messagesPerReply: 1, connections: 10,
            streamsPerConnection: 1, requests: 500_000_000 / (bytes + 60_000), figure: .processorTime, uploads: true,
            goals: Results.Goal.lowest)
    }

    func scaled(by factor: Double) -> Scenario {
        var scaled = self
        scaled.requests = max(connections, Int(Double(requests) * factor))
        return scaled
    }

    var path: String { "/\(service.rawValue)/\(method)" }
}
