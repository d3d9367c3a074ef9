import Figures

/// A row that `martlet load` asks of every gRPC server: the shapes of calls that h2load doesn't know.
struct Shape: Sendable {
    let name: String
    let summary: String
    let unit: String
    let better: Results.Direction
    let goals: [Results.Goal]
    /// Of `grpc.testing.BenchmarkService`.
    let method: String
    /// What `martlet load` is told beyond whom to call and for how long.
    let arguments: [String]
    let figure: @Sendable (GeneratorReport.Step) -> Double?

    static let all = [serverStreaming, clientStreaming, pingPong, pingPongMany]

    private static let serverStreaming = Shape(
        name: "server-streaming", summary: "StreamingFromServer, messages of 1 KiB, 1 connection x 1 stream",
        unit: "us server CPU per message", better: .lower,
        goals: [.init(0.85), .init(0.85 / 2.8, of: "grpc-go"), .init(0.85 / 14, of: "grpc-swift-2")],
        method: "StreamingFromServer", arguments: ["--data", #"{"responseSize": 1024}"#],
        figure: { $0.serverTimePer($0.messagesReceived) })

    private static let clientStreaming = Shape(
        name: "client-streaming",
        summary: "StreamingFromClient, 1000 messages of 1 KiB per call, 1 connection x 1 stream",
        unit: "us server CPU per message", better: .lower,
        goals: [
            .init(1.5), .init(1.5 / 2.9, of: "grpc-go"), .init(1.5 / 4.1, of: "grpc-cpp"),
            .init(1.5 / 13, of: "grpc-swift-2"),
        ],
        method: "StreamingFromClient", arguments: ["--request-bytes", "1024", "--messages", "1000"],
        figure: { $0.serverTimePer($0.messagesSent) })

    private static let pingPong = Shape(
        name: "ping-pong", summary: "StreamingCall, 100 bytes there and back, 1 connection x 1 stream",
        unit: "us p50 of a round", better: .lower, goals: Results.Goal.lowest, method: "StreamingCall",
        arguments: rounds, figure: { $0.latency.p50 })

    private static let pingPongMany = Shape(
        name: "ping-pong-10x10", summary: "StreamingCall, 100 bytes there and back, 10 connections x 10 streams",
        unit: "us server CPU per round", better: .lower, goals: Results.Goal.lowest, method: "StreamingCall",
        arguments: rounds + ["--connections", "10", "--streams", "10"],
        figure: { $0.serverTimePer($0.messagesReceived) })

    private static let rounds = ["--request-bytes", "100", "--data", #"{"responseSize": 100}"#]
}

extension Results.Goal {
    /// Lower than every gRPC peer.
    static let lowest = ["grpc-cpp", "grpc-go", "grpcio", "grpc-swift-2"].map { Results.Goal(1, of: $0) }
}
