import MartletHTTP2

/// A frame that a session sent, taken apart without nghttp2.
struct RawFrame: Equatable, CustomStringConvertible {
    var type: UInt8
    var flags: UInt8
    var stream: Int32
    var payload: [UInt8]

    var description: String { "\(type)/\(flags)#\(stream)[\(payload.count)]" }
    var endsStream: Bool { (type == 0 || type == 1) && flags & 1 != 0 }
    /// The number at `offset` of RST_STREAM, GOAWAY and WINDOW_UPDATE payloads.
    func number(at offset: Int = 0) -> UInt32 {
        payload[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Cuts bytes into frames; the client preface is skipped. Nil when the last frame is not whole.
    static func all(in bytes: [UInt8]) -> [RawFrame]? {
        var rest = bytes[...]
        if rest.starts(with: Frames.preface) { rest = rest.dropFirst(Frames.preface.count) }
        var found: [RawFrame] = []
        while !rest.isEmpty {
            let head = Array(rest.prefix(9))
            guard head.count == 9 else { return nil }
            let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
            guard rest.count >= 9 + length else { return nil }
            let id = head[5...8].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            let payload = Array(rest.dropFirst(9).prefix(length))
            found.append(RawFrame(type: head[3], flags: head[4], stream: Int32(bitPattern: id), payload: payload))
            rest = rest.dropFirst(9 + length)
        }
        return found
    }
}

extension [RawFrame] {
    /// RST_STREAM frames as (stream, code).
    var resets: [(Int32, HTTP2ErrorCode)] {
        filter { $0.type == 3 }.map { ($0.stream, HTTP2ErrorCode(rawValue: $0.number())) }
    }
    /// Codes of GOAWAY frames.
    var goAways: [HTTP2ErrorCode] {
        filter { $0.type == 7 }.map { HTTP2ErrorCode(rawValue: $0.number(at: 4)) }
    }
    /// What WINDOW_UPDATE frames give back to a stream, or to the connection with 0.
    func credit(_ stream: Int32) -> Int {
        filter { $0.type == 8 && $0.stream == stream }.reduce(0) { $0 + Int($1.number()) }
    }
    /// The DATA bytes of a stream.
    func data(_ stream: Int32) -> [UInt8] {
        filter { $0.type == 0 && $0.stream == stream }.flatMap(\.payload)
    }
}
