/// Something that came from the other side.
package enum Arrival: Sendable {
    /// A frame. Whoever ends a header block has its fields; nil when the block can't be decoded.
    case frame(Frame, fields: HeaderFields?)
    /// The connection is closed: nothing more will come.
    case closed

    package var frame: Frame? { if case .frame(let frame, _) = self { frame } else { nil } }
    package var fields: HeaderFields? { if case .frame(_, let fields) = self { fields } else { nil } }
    package var isClosing: Bool { frame == nil }
}

extension Arrival: CustomStringConvertible {
    package var description: String {
        switch self {
        case .frame(let frame, let fields): fields.map { "\(frame) {\($0)}" } ?? "\(frame)"
        case .closed: "closed"
        }
    }
}

/// Cuts bytes into frames, and decodes the header blocks among them.
struct ArrivalParser {
    /// Bytes of the client's preface that are still to be skipped.
    private var prefaceRest: Int
    private var bytes: [UInt8] = []
    private var decoder = HeaderDecoder()
    private var block: [UInt8] = []

    init(skippingPreface: Bool) { prefaceRest = skippingPreface ? Frame.preface.count : 0 }

    mutating func take(_ received: some Collection<UInt8>) -> [Arrival] {
        let skipped = min(prefaceRest, received.count)
        prefaceRest -= skipped
        bytes += received.dropFirst(skipped)
        var arrivals: [Arrival] = []
        var start = 0
        while bytes.count - start >= 9 {
            let length = Int(bytes[start..<start + 3].bigEndianNumber)
            guard bytes.count - start >= 9 + length else { break }
            let id = bytes[start + 5..<start + 9].bigEndianNumber
            var frame = Frame(
                Frame.Kind(rawValue: bytes[start + 3]), flags: Frame.Flags(rawValue: bytes[start + 4]),
                stream: id & 0x7fff_ffff, payload: Array(bytes[start + 9..<start + 9 + length]))
            frame.reservedBit = id & 0x8000_0000 != 0
            arrivals.append(.frame(frame, fields: fields(endedBy: frame)))
            start += 9 + length
        }
        bytes.removeFirst(start)
        return arrivals
    }

    private mutating func fields(endedBy frame: Frame) -> HeaderFields? {
        guard frame.kind == .headers || frame.kind == .continuation else { return nil }
        block += frame.content
        guard frame.flags.contains(.endHeaders) else { return nil }
        defer { block = [] }
        return try? decoder.decode(block)
    }
}
