import MartletEventLoop

/// A registered method: knows how to serve a call.
final class ServerMethod: Sendable {
    let path: String
    /// Its place among the methods of its server, the same in every process of it.
    let number: Int
    /// The path's bytes, as the router compares them.
    let pathBytes: [UInt8]
    /// Whether exactly one request message is expected; the call then begins when the client has ended its side.
    let takesOneRequest: Bool
    /// Whether exactly one response message is due.
    let sendsOneResponse: Bool
    let limits: MethodLimits
    /// How often it may be called; all loops of the server ask the same.
    let rate: RateGate?
    /// Whether it is one of `grpc.health.v1.Health`, which monitors call: a server that has much to do is not ill.
    let isHealthCheck: Bool
    /// Decodes, runs the handler, replies.
    let body: LoopBody

    /// The full name of the service that it belongs to.
    var service: String { String(path.dropFirst().prefix { $0 != "/" }) }

    init(
        path: String, number: Int, shape: CallShape, limits: MethodLimits = MethodLimits(), body: @escaping LoopBody
    ) {
        self.path = path
        self.number = number
        takesOneRequest = shape == .unary || shape == .serverStreaming
        sendsOneResponse = shape == .unary || shape == .clientStreaming
        self.limits = limits
        self.body = body
        rate = limits.rate.map { RateGate($0) }
        isHealthCheck = path.hasPrefix("/grpc.health.v1.Health/")
        pathBytes = Array(path.utf8)
    }
}
