/// A registered method: knows how to begin a call.
@usableFromInline
final class ServerMethod: Sendable {
    /// Begins a call. The bytes are the one request message where one is expected, in the receive buffer.
    @usableFromInline
    typealias Start = @Sendable (_ call: ServerCall, _ request: UnsafeRawBufferPointer) -> Void

    let path: String
    /// The path's bytes, as the router compares them.
    let pathBytes: [UInt8]
    /// Whether exactly one request message is expected; the call then begins when the client has ended its side.
    let takesOneRequest: Bool
    let start: Start

    init(path: String, takesOneRequest: Bool, start: @escaping Start) {
        self.path = path
        self.takesOneRequest = takesOneRequest
        self.start = start
        pathBytes = Array(path.utf8)
    }
}
