import MartletProtobuf

/// Writes random messages as bytes, in all the forms that a decoder must take: fields in any order and more than
/// once, packed or not, varints longer than need be, fields that nobody knows.
struct RandomWire {
    private var state: UInt64
    private var depth = 0

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// Up to `count` random fields of the message, and some that it does not have.
    mutating func message(_ fields: [FieldInfo], count: Int = 12) -> [WireBytes] {
        var parts: [WireBytes] = []
        for _ in 0..<below(count + 1) {
            if below(20) == 0 {
                parts += unknownField()
            } else {
                parts += field(fields[below(fields.count)])
            }
        }
        return parts
    }

    /// Each field of `Everything` once.
    consuming func everyField() -> [WireBytes] {
        depth = 3
        return Everything._pbFields.flatMap { field($0) }
    }

    private mutating func field(_ field: FieldInfo) -> [WireBytes] {
        let number = Int(field.number)
        if case .map(let key, let value) = field.type {
            let entry = [self.field(FieldInfo(1, "key", key)), self.field(FieldInfo(2, "value", value))]
            return [tag(number, .lengthDelimited), .nested(entry.flatMap { $0 })]
        }
        if field.isRepeated, let type = field.type.wireType, type != .lengthDelimited, below(2) == 0 {
            return [tag(number, .lengthDelimited), .nested((0..<below(5)).flatMap { _ in value(field.type) })]
        }
        guard let type = field.type.wireType else { return [] }
        return [tag(number, type)] + value(field.type)
    }

    private mutating func tag(_ number: Int, _ type: WireType) -> WireBytes {
        let raw = UInt64(number) << 3 | UInt64(type.rawValue)
        return below(10) == 0 ? .overlong(raw, byteCount: 5) : .varint(raw)
    }

    private mutating func value(_ type: FieldType) -> [WireBytes] {
        switch type {
        case .string: [.string(text())]
        case .bytes: [.nested([.raw((0..<below(40)).map { _ in UInt8(truncatingIfNeeded: next()) })])]
        case .message(let type): nested(type._pbFields)
        case .fixed32, .sfixed32, .float: [.fixed32(UInt32(truncatingIfNeeded: number()))]
        case .fixed64, .sfixed64, .double: [.fixed64(number())]
        default: [below(10) == 0 ? .overlong(number(), byteCount: 10) : .varint(number())]
        }
    }

    private mutating func nested(_ fields: [FieldInfo]) -> [WireBytes] {
        guard depth < 3 else { return [.nested([])] }
        depth += 1
        defer { depth -= 1 }
        return [.nested(message(fields, count: 6))]
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
            "a", "Z", "0", " ", "\"", "\0", "é", "ß", "漢", "😀", "\u{7ff}", "\u{800}", "\u{ffff}", "\u{10ffff}",
        ]
        return (0..<below(3) * below(12)).map { _ in alphabet[below(alphabet.count)] }.joined()
    }

    private mutating func unknownField() -> [WireBytes] {
        let number = 3_000 + below(1_000)
        return switch below(5) {
        case 0: [.tag(number, .varint), .varint(next())]
        case 1: [.tag(number, .fixed32), .fixed32(1)]
        case 2: [.tag(number, .fixed64), .fixed64(1)]
        case 3: [.tag(number, .lengthDelimited), .string(text())]
        default: [.tag(number, .startGroup), .tag(1, .varint), .varint(1), .tag(number, .endGroup)]
        }
    }
}

extension FieldType {
    /// Nil for groups and maps, which are more than one value.
    var wireType: WireType? {
        switch self {
        case .fixed32, .sfixed32, .float: .fixed32
        case .fixed64, .sfixed64, .double: .fixed64
        case .string, .bytes, .message: .lengthDelimited
        case .group, .map: nil
        default: .varint
        }
    }
}

/// Where the outermost fields of a message end.
func fieldEnds(_ bytes: [UInt8]) -> [Int] {
    func varint(_ index: inout Int) -> UInt64 {
        var (value, shift) = (UInt64(0), UInt64(0))
        while true {
            let byte = bytes[index]
            index += 1
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
    }
    var (index, ends) = (0, [0])
    while index < bytes.count {
        let tag = varint(&index)
        switch tag & 7 {
        case 0: _ = varint(&index)
        case 1: index += 8
        case 2:
            let length = Int(varint(&index))
            index += length
        default: index += 4
        }
        ends.append(index)
    }
    return ends
}
