import MartletProtobuf
import MartletReflection

/// Writes random messages as bytes, in all the forms that a decoder must take: fields in any order and more than
/// once, packed or not, varints longer than need be, groups, extensions, fields that nobody knows.
struct RandomWire {
    private var state: UInt64
    private var depth = 0
    private let pool: DescriptorPool
    /// Whether fields of closed enums may have numbers that their enum does not have.
    var hasUnknownNumbers = true

    init(seed: UInt64, pool: DescriptorPool = .generated) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        self.pool = pool
    }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// Up to `count` random fields of the message, and some that it does not have.
    mutating func message(_ descriptor: MessageDescriptor, count: Int = 12) -> [UInt8] {
        let fields = descriptor.fields + pool.extensions(of: descriptor)
        var bytes: [UInt8] = []
        for field in fields where field.isRequired { bytes += self.field(field) }
        for _ in 0..<below(count + 1) {
            if below(20) == 0 || fields.isEmpty {
                bytes += unknownField()
            } else {
                bytes += field(fields[below(fields.count)])
            }
        }
        return bytes
    }

    /// Three bytes of a random message changed.
    mutating func damagedMessage(_ descriptor: MessageDescriptor) -> [UInt8] {
        var bytes = message(descriptor)
        for _ in 0..<(bytes.isEmpty ? 0 : 3) { bytes[below(bytes.count)] = UInt8(truncatingIfNeeded: next()) }
        return bytes
    }

    private mutating func field(_ field: FieldDescriptor) -> [UInt8] {
        if field.containingMessage.isMessageSet { return item(field) }
        if let key = field.mapKey, let value = field.mapValue {
            let entry = self.field(key) + self.field(value)
            return tag(field.number, .lengthDelimited) + counted(entry)
        }
        if field.isRepeated, field.kind.isPackable, below(2) == 0 {
            var values: [UInt8] = []
            for _ in 0..<below(5) { values += value(field) }
            return tag(field.number, .lengthDelimited) + counted(values)
        }
        guard let type = field.messageType else { return tag(field.number, field.plainWireType) + value(field) }
        let content = nested(type)
        return field.isDelimited
            ? tag(field.number, .startGroup) + content + tag(field.number, .endGroup)
            : tag(field.number, .lengthDelimited) + counted(content)
    }

    /// The item of a message set, number and message in either order.
    private mutating func item(_ field: FieldDescriptor) -> [UInt8] {
        guard let type = field.messageType else { return [] }
        let number = tag(2, .varint) + varint(UInt64(field.number))
        let message = tag(3, .lengthDelimited) + counted(nested(type))
        let content = below(2) == 0 ? number + message : message + number
        return tag(1, .startGroup) + content + tag(1, .endGroup)
    }

    private mutating func nested(_ type: MessageDescriptor) -> [UInt8] {
        guard depth < 3 else { return requiredOnly(type) }
        depth += 1
        defer { depth -= 1 }
        return message(type, count: 6)
    }

    private mutating func requiredOnly(_ type: MessageDescriptor) -> [UInt8] {
        var bytes: [UInt8] = []
        for field in type.fields where field.isRequired && field.kind != .message { bytes += self.field(field) }
        return bytes
    }

    private mutating func value(_ field: FieldDescriptor) -> [UInt8] {
        switch field.kind {
        case .string: return counted(Array(text().utf8))
        case .bytes:
            var bytes: [UInt8] = []
            for _ in 0..<below(40) { bytes.append(UInt8(truncatingIfNeeded: next())) }
            return counted(bytes)
        case .fixed32, .sfixed32, .float: return fixed(number(), 4)
        case .fixed64, .sfixed64, .double: return fixed(number(), 8)
        case .enum where below(4) != 0 || !hasUnknownNumbers:
            let values = field.enumType?.values ?? []
            return varint(UInt64(bitPattern: Int64(values[below(values.count)].number)))
        default: return below(10) == 0 ? overlong(number(), 10) : varint(number())
        }
    }

    private mutating func tag(_ number: Int, _ type: WireType) -> [UInt8] {
        let raw = UInt64(number) << 3 | UInt64(type.rawValue)
        // The end of a group is looked for by the usual form.
        return below(10) == 0 && type != .endGroup ? overlong(raw, 5) : varint(raw)
    }

    /// As often small as large, and now and then at an end of its range.
    private mutating func number() -> UInt64 {
        switch below(8) {
        case 0: 0
        case 1: .max
        case 2: 0x8000_0000
        case 3: 0x8000_0000_0000_0000
        case 4: 0x7fff_ffff
        default: next() >> UInt64(below(64))
        }
    }

    private mutating func text() -> String {
        let alphabet = [
            "a", "Z", "0", " ", "\"", "\0", "'", "\\", "\n", "\u{7f}", "é", "ß", "漢", "😀", "\u{7ff}", "\u{800}",
            "\u{ffff}", "\u{10ffff}",
        ]
        var text = ""
        for _ in 0..<below(3) * below(12) { text += alphabet[below(alphabet.count)] }
        return text
    }

    private mutating func unknownField() -> [UInt8] {
        let number = 3_000 + below(1_000)
        return switch below(5) {
        case 0: tag(number, .varint) + varint(next())
        case 1: tag(number, .fixed32) + fixed(1, 4)
        case 2: tag(number, .fixed64) + fixed(1, 8)
        case 3: tag(number, .lengthDelimited) + counted(Array(text().utf8))
        default: tag(number, .startGroup) + varint(8) + varint(1) + tag(number, .endGroup)
        }
    }
}

/// A varint of as few bytes as possible.
func varint(_ value: UInt64) -> [UInt8] {
    var (bytes, rest) = ([UInt8](), value)
    while rest > 0x7f {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
    }
    return bytes + [UInt8(truncatingIfNeeded: rest)]
}

/// A varint of that many bytes.
func overlong(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { index in
        let bits = UInt8(truncatingIfNeeded: index * 7 < 64 ? value >> UInt64(index * 7) : 0) & 0x7f
        return index < count - 1 ? bits | 0x80 : bits
    }
}

/// Bytes behind their length.
func counted(_ bytes: [UInt8]) -> [UInt8] { varint(UInt64(bytes.count)) + bytes }

func fixed(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
}

extension FieldDescriptor {
    fileprivate var plainWireType: WireType {
        switch kind {
        case .fixed32, .sfixed32, .float: .fixed32
        case .fixed64, .sfixed64, .double: .fixed64
        case .string, .bytes, .message: .lengthDelimited
        default: .varint
        }
    }
}
