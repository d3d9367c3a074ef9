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
    /// Decodes, runs the handler, replies.
    let body: LoopBody

    /// The full name of the service that it belongs to.
    var service: String { String(path.dropFirst().prefix { $0 != "/" }) }

    init(path: String, number: Int, takesOneRequest: Bool, body: @escaping LoopBody) {
        self.path = path
        self.number = number
        self.takesOneRequest = takesOneRequest
        self.body = body
        pathBytes = Array(path.utf8)
    }
}
