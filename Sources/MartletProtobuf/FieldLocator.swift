/// Finds out which field holds a byte, once decoding has failed there.
///
/// Decoding keeps no path, which would cost every message that is sound. The bytes are walked a second time
/// instead, with the schema's field names, down to where the first walk stopped.
struct FieldLocator: ~Copyable {
    private var reader: Reader
    private let target: UnsafePointer<UInt8>
    private var fields: [FieldInfo]
    private var path: [String] = []
    /// The number of the field that the path ends with.
    private var number: Int32?

    /// What a path may have before its middle is left out: nesting is the peer's choice, the error line is not.
    private static let longestPath = 12

    init(_ offset: Int, in start: UnsafePointer<UInt8>, count: Int, of type: any Message.Type) {
        reader = Reader(start, count: count, options: DecodingOptions(nestingLimit: 1_000))
        target = start + offset
        fields = type._pbFields
    }

    /// The path to the byte, such as `items[3].price`, and the number of the field that it ends with; empty when
    /// the byte is in no field.
    consuming func locate() -> (path: String, number: Int32?) {
        while descend() {}
        guard path.count > Self.longestPath else { return (path.joined(separator: "."), number) }
        let half = Self.longestPath / 2
        return ((path.prefix(half) + ["…"] + path.suffix(half)).joined(separator: "."), number)
    }

    private mutating func append(_ name: String, _ number: Int32) {
        path.append(name)
        self.number = number
    }

    /// Walks one message up to the field that holds the byte. True when that is a message to walk in its turn.
    private mutating func descend() -> Bool {
        var elements: [Int32: Int] = [:]
        while let tag = try? reader.nextTag() {
            guard let field = fields.field(of: tag) else {
                if skip(tag) { continue }
                // Where the tag itself is wrong, there is no field.
                let number = Int32(truncatingIfNeeded: tag &>> 3)
                if number > 0, WireType(rawValue: tag & 7) != nil { append("\(number)", number) }
                return false
            }
            let index = elements[field.number, default: 0]
            elements[field.number] = index + 1
            let name = field.isRepeated ? "\(field.name)[\(index)]" : "\(field.name)"
            if tag & 7 == WireType.lengthDelimited.rawValue, let nested = field.type.nestedFields {
                if enter(nested) {
                    append(name, field.number)
                    fields = nested
                    return true
                }
                // `enter` stepped over it, or stands still because the byte is in the message's length.
                if reader.next <= target { continue }
            } else if skip(tag) {
                continue
            }
            append(name, field.number)
            return false
        }
        return false
    }

    /// Steps over a field; false when the byte is in it.
    private mutating func skip(_ tag: UInt32) -> Bool {
        let isWhole = (try? reader.skip(tag)) != nil
        return isWhole && reader.next <= target
    }

    /// Enters the sub-message that begins here if it holds the byte, and steps over it otherwise.
    private mutating func enter(_ fields: [FieldInfo]) -> Bool {
        guard let length = try? reader.length(), reader.next <= target else {
            reader.next = target + 1
            return false
        }
        let end = reader.next + length
        var inner = Reader(reader.next, count: length, options: .default)
        if target < end || target == end && !inner.isWhole(fields) {
            reader.end = end
            return true
        }
        reader.next = end
        return false
    }
}

extension Reader {
    /// Whether the rest of the reader's message, and every sub-message in it, are fields to the last byte. A value
    /// that is missing at the end of a message fails at the same byte as what follows the message.
    fileprivate mutating func isWhole(_ fields: [FieldInfo]) -> Bool {
        while true {
            guard let next = try? nextTag() else { return self.next == end }
            let nested = fields.field(of: next)?.type.nestedFields
            if let nested, next & 7 == WireType.lengthDelimited.rawValue {
                guard let length = try? length(), remainingDepth > 0 else { return false }
                var inner = Reader(self.next, count: length, options: .default)
                inner.remainingDepth = remainingDepth - 1
                guard inner.isWhole(nested) else { return false }
                self.next += length
            } else if (try? skip(next)) == nil {
                return false
            }
        }
    }
}

extension DecodeError {
    @usableFromInline @inline(never)
    init(
        _ reason: WireError, at offset: Int, in bytes: UnsafeRawBufferPointer, of type: any Message.Type,
        _ options: DecodingOptions
    ) {
        var place: (path: String, number: Int32?) = ("", nil)
        if reason != .messageTooLarge, let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) {
            place = FieldLocator(offset, in: start, count: bytes.count, of: type).locate()
        }
        self.init(
            reason: reason, messageName: type.messageName, fieldPath: place.path, fieldNumber: place.number,
            byteOffset: offset, limit: reason.limit(in: options))
    }
}
