/// Finds out which field holds a byte, once decoding has failed there.
///
/// Decoding keeps no path, which would cost every message that is sound. The bytes are walked a second time
/// instead, with the schema's field names, down to where the first walk stopped.
struct FieldLocator: ~Copyable {
    private var reader: Reader
    private let target: UnsafePointer<UInt8>
    private var fields: [FieldDescriptor]
    private var path: [String] = []

    /// What a path may have before its middle is left out: nesting is the peer's choice, the error line is not.
    private static let longestPath = 12

    init(_ offset: Int, in start: UnsafePointer<UInt8>, count: Int, of type: any Message.Type) {
        reader = Reader(start, count: count, options: DecodingOptions(nestingLimit: 1_000, elementMemoryLimit: 0))
        target = start + offset
        fields = type._pbFields
    }

    /// The path to the byte, such as `items[3].price`; empty when no known field holds it.
    consuming func locate() -> String {
        while descend() {}
        guard path.count > Self.longestPath else { return path.joined(separator: ".") }
        let half = Self.longestPath / 2
        return (path.prefix(half) + ["…"] + path.suffix(half)).joined(separator: ".")
    }

    /// Walks one message up to the field that holds the byte. True when that is a message to walk in its turn.
    private mutating func descend() -> Bool {
        var elements: [Int32: Int] = [:]
        while let tag = try? reader.nextTag() {
            guard let field = fields.field(of: tag) else {
                guard skip(tag) else { return false }
                continue
            }
            let index = elements[field.number, default: 0]
            elements[field.number] = index + 1
            let name = field.isRepeated ? "\(field.name)[\(index)]" : "\(field.name)"
            if tag & 7 == WireType.lengthDelimited.rawValue, let nested = field.type.nestedFields {
                if enter() {
                    path.append(name)
                    fields = nested
                    return true
                }
                // `enter` stepped over it, or stands still because the byte is in the message's length.
                if reader.next <= target { continue }
            } else if skip(tag) {
                continue
            }
            path.append(name)
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
    private mutating func enter() -> Bool {
        guard let length = try? reader.length(), reader.next <= target else {
            reader.next = target + 1
            return false
        }
        let end = reader.next + length
        if target < end || target == end && !isWhole(length) {
            reader.end = end
            return true
        }
        reader.next = end
        return false
    }

    /// Whether the next bytes are fields to the last one. A value that is missing at the end of a message fails
    /// at the same byte as what follows the message.
    private mutating func isWhole(_ length: Int) -> Bool {
        var inner = Reader(reader.next, count: length, options: .default)
        while true {
            guard let next = try? inner.nextTag() else { return inner.next == inner.end }
            guard (try? inner.skip(next)) != nil else { return false }
        }
    }
}

extension DecodeError {
    @usableFromInline @inline(never)
    init(
        _ reason: WireError, at offset: Int, in bytes: UnsafeRawBufferPointer, of type: any Message.Type
    ) {
        var path = ""
        if let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) {
            path = FieldLocator(offset, in: start, count: bytes.count, of: type).locate()
        }
        self.init(reason: reason, messageName: type.messageName, fieldPath: path, byteOffset: offset)
    }
}
