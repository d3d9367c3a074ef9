import MartletProtobuf

/// Builds the bytes of a message by hand: `[.tag(1, .varint), .varint(150)].bytes`.
enum WireBytes {
    case tag(Int, WireType)
    case varint(UInt64)
    /// A varint that takes more bytes than it needs.
    case overlong(UInt64, byteCount: Int)
    case fixed32(UInt32)
    case fixed64(UInt64)
    case string(String)
    /// A length, then what the parts give.
    case nested([WireBytes])
    case raw([UInt8])

    var bytes: [UInt8] {
        switch self {
        case .tag(let number, let type): Self.encode(UInt64(number) << 3 | UInt64(type.rawValue))
        case .varint(let value): Self.encode(value)
        case .overlong(let value, let count): Self.encode(value, byteCount: count)
        case .fixed32(let value): (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
        case .fixed64(let value): (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
        case .string(let text): Self.lengthPrefixed(Array(text.utf8))
        case .nested(let parts): Self.lengthPrefixed(parts.bytes)
        case .raw(let bytes): bytes
        }
    }

    private static func lengthPrefixed(_ bytes: [UInt8]) -> [UInt8] {
        encode(UInt64(bytes.count)) + bytes
    }

    private static func encode(_ value: UInt64, byteCount: Int = 1) -> [UInt8] {
        var (rest, bytes) = (value, [UInt8]())
        while rest >= 0x80 || bytes.count + 1 < byteCount {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(truncatingIfNeeded: rest)]
    }
}

extension [WireBytes] {
    var bytes: [UInt8] { flatMap(\.bytes) }
}

extension Message {
    /// Decodes bytes that were built by hand.
    init(_ parts: [WireBytes], options: DecodingOptions = .default) throws(DecodeError) {
        try self.init(decoding: parts.bytes, options: options)
    }
}

/// What decoding throws, or nil.
func failure<M: Message>(_: M.Type, _ parts: [WireBytes], options: DecodingOptions = .default) -> WireError? {
    do {
        _ = try M(parts, options: options)
        return nil
    } catch {
        return error.reason
    }
}
