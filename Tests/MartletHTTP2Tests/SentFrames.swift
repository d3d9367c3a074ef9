import RawHTTP2

/// What a test asks of the frames that a session sent.
extension [Frame] {
    /// RST_STREAM frames as (stream, code).
    var resets: [(UInt32, ErrorCode?)] { filter { $0.kind == .resetStream }.map { ($0.stream, $0.errorCode) } }

    /// Codes of GOAWAY frames.
    var goAways: [ErrorCode?] { filter { $0.kind == .goAway }.map(\.errorCode) }

    /// What WINDOW_UPDATE frames give back to a stream, or to the connection with 0.
    func credit(_ stream: UInt32) -> Int {
        filter { $0.stream == stream }.compactMap(\.increment).reduce(0) { $0 + Int($1) }
    }

    /// The DATA bytes of a stream.
    func data(_ stream: UInt32) -> [UInt8] {
        filter { $0.kind == .data && $0.stream == stream }.flatMap(\.content)
    }
}
