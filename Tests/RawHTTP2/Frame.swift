/// One frame (RFC 9113 section 4.1), right or wrong: nothing is checked.
package struct Frame: Hashable, Sendable {
    /// The frame type; those that no RFC knows are as good as any.
    package struct Kind: RawRepresentable, Hashable, Sendable {
        package var rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let data = Kind(rawValue: 0)
        package static let headers = Kind(rawValue: 1)
        package static let priority = Kind(rawValue: 2)
        package static let resetStream = Kind(rawValue: 3)
        package static let settings = Kind(rawValue: 4)
        package static let pushPromise = Kind(rawValue: 5)
        package static let ping = Kind(rawValue: 6)
        package static let goAway = Kind(rawValue: 7)
        package static let windowUpdate = Kind(rawValue: 8)
        package static let continuation = Kind(rawValue: 9)
    }

    package struct Flags: OptionSet, Hashable, Sendable {
        package var rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let endStream = Flags(rawValue: 0x1)
        package static let ack = Flags(rawValue: 0x1)
        package static let endHeaders = Flags(rawValue: 0x4)
        package static let padded = Flags(rawValue: 0x8)
        package static let priority = Flags(rawValue: 0x20)
    }

    package var kind: Kind
    package var flags: Flags
    package var stream: UInt32
    package var payload: [UInt8]
    /// What the header says instead of the payload's length.
    package var declaredLength: Int?
    /// The bit before the stream identifier.
    package var reservedBit = false

    package init(_ kind: Kind, flags: Flags = [], stream: UInt32, payload: [UInt8] = [], declaredLength: Int? = nil) {
        self.kind = kind
        self.flags = flags
        self.stream = stream
        self.payload = payload
        self.declaredLength = declaredLength
    }

    /// What a client says before its first frame (RFC 9113 section 3.4).
    package static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    /// The frame as it goes over the wire.
    package var bytes: [UInt8] {
        let length = UInt32(truncatingIfNeeded: declaredLength ?? payload.count)
        let id = stream & 0x7fff_ffff | (reservedBit ? 0x8000_0000 : 0)
        return length.bigEndianBytes.dropFirst() + [kind.rawValue, flags.rawValue] + id.bigEndianBytes + payload
    }
}

extension FixedWidthInteger {
    var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }
}

extension RandomAccessCollection<UInt8> {
    /// The bytes as one number, the most significant byte first.
    var bigEndianNumber: UInt32 { reduce(0) { $0 << 8 | UInt32($1) } }
}
