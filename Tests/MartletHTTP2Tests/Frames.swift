import MartletHTTP2

/// A language for raw HTTP/2 frames, so that a test can say what a well-behaved library never would. It shares no code
/// with the session under test.
enum Frames {
    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    struct Flags: OptionSet {
        var rawValue: UInt8
        static let endStream = Flags(rawValue: 0x1)
        static let ack = Flags(rawValue: 0x1)
        static let endHeaders = Flags(rawValue: 0x4)
        static let padded = Flags(rawValue: 0x8)
    }

    /// Any frame; `length` may lie.
    static func frame(
        type: UInt8, flags: Flags = [], _ stream: Int32, _ payload: [UInt8], length: Int? = nil
    ) -> [UInt8] {
        let length = length ?? payload.count
        return [UInt8(length >> 16 & 0xff), UInt8(length >> 8 & 0xff), UInt8(length & 0xff), type, flags.rawValue]
            + big(UInt32(bitPattern: stream)) + payload
    }

    static func data(_ stream: Int32, _ payload: [UInt8], endStream: Bool = false, padding: Int? = nil) -> [UInt8] {
        var flags: Flags = endStream ? .endStream : []
        guard let padding else { return frame(type: 0, flags: flags, stream, payload) }
        flags.insert(.padded)
        return frame(type: 0, flags: flags, stream, [UInt8(padding)] + payload + zeros(padding))
    }

    static func headers(
        _ stream: Int32, _ fields: [(String, String)], endStream: Bool = false
    ) -> [UInt8] {
        headers(stream, block: HPACK.literals(fields), endStream: endStream)
    }

    static func headers(
        _ stream: Int32, block: [UInt8], endStream: Bool = false, endHeaders: Bool = true
    ) -> [UInt8] {
        var flags: Flags = endStream ? .endStream : []
        if endHeaders { flags.insert(.endHeaders) }
        return frame(type: 1, flags: flags, stream, block)
    }

    /// HEADERS with nothing in it, then the block in CONTINUATION frames of `piece` bytes.
    static func continued(_ stream: Int32, block: [UInt8], piece: Int, endStream: Bool = false) -> [UInt8] {
        var bytes = headers(stream, block: [], endStream: endStream, endHeaders: false)
        for start in stride(from: 0, to: block.count, by: piece) {
            let end = min(start + piece, block.count)
            bytes += frame(type: 9, flags: end == block.count ? .endHeaders : [], stream, Array(block[start..<end]))
        }
        return bytes
    }

    static func priority(_ stream: Int32) -> [UInt8] { frame(type: 2, stream, big(0) + [15]) }
    static func reset(_ stream: Int32, _ code: HTTP2ErrorCode) -> [UInt8] { frame(type: 3, stream, big(code.rawValue)) }
    static func settings(_ entries: [(UInt16, UInt32)] = []) -> [UInt8] {
        frame(type: 4, 0, entries.flatMap { [UInt8($0.0 >> 8), UInt8($0.0 & 0xff)] + big($0.1) })
    }
    static let settingsAck = frame(type: 4, flags: .ack, 0, [])
    static func ping(_ payload: [UInt8] = zeros(8)) -> [UInt8] { frame(type: 6, 0, payload) }
    static func goAway(last: Int32, _ code: HTTP2ErrorCode, _ text: String = "") -> [UInt8] {
        frame(type: 7, 0, big(UInt32(bitPattern: last)) + big(code.rawValue) + Array(text.utf8))
    }
    static func windowUpdate(_ stream: Int32, _ increment: UInt32) -> [UInt8] {
        frame(type: 8, stream, big(increment))
    }

    static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

    private static func big(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
}

/// HPACK without compression: every field a literal that enters no table.
enum HPACK {
    static func literals(_ fields: [(String, String)]) -> [UInt8] {
        fields.flatMap { literal($0.0, $0.1) }
    }

    static func literal(_ name: String, _ value: String) -> [UInt8] {
        [0x00] + string(name) + string(value)
    }

    /// A literal that enters the dynamic table (RFC 7541 section 6.2.1).
    static func indexedLiteral(_ name: String, _ value: String) -> [UInt8] {
        [0x40] + string(name) + string(value)
    }

    /// An entry of the tables; 62 is the newest dynamic one.
    static func index(_ index: UInt8) -> [UInt8] { [0x80 | index] }

    private static func string(_ text: String) -> [UInt8] { integer(text.utf8.count, prefixBits: 7) + Array(text.utf8) }

    private static func integer(_ value: Int, prefixBits: Int) -> [UInt8] {
        let limit = (1 << prefixBits) - 1
        if value < limit { return [UInt8(value)] }
        var rest = value - limit
        var bytes = [UInt8(limit)]
        while rest >= 128 {
            bytes.append(UInt8(rest & 0x7f | 0x80))
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }
}

/// The headers of an ordinary call, as a raw peer would send them.
let plainRequest = [
    (":method", "POST"), (":scheme", "https"), (":path", "/a.B/C"), (":authority", "localhost"), ("te", "trailers"),
    ("content-type", "application/grpc"),
]
