extension DefaultValue {
    /// Reads the text form that descriptors carry.
    init(parsing text: String, as type: FieldType, at position: SourcePosition) throws(SchemaError) {
        let value: DefaultValue? =
            switch type {
            case .bool: text == "true" ? .bool(true) : text == "false" ? .bool(false) : nil
            case .string: .string(text)
            case .bytes: .bytes(Self.unescape(text))
            case .enumeration: .enumValue(text)
            case .int32, .sint32, .sfixed32, .int64, .sint64, .sfixed64: Int64(text).map(DefaultValue.signed)
            case .uint32, .fixed32, .uint64, .fixed64: UInt64(text).map(DefaultValue.unsigned)
            case .float, .double: Double(text).map(DefaultValue.floating)
            case .message: nil
            }
        guard let value else { throw SchemaError(at: position, "\"\(text)\" is no default for a field of this type") }
        self = value
    }

    /// Undoes the C escapes in which protoc writes the defaults of bytes fields.
    private static func unescape(_ text: String) -> [UInt8] {
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() else {
                result.append(byte)
                continue
            }
            switch escaped {
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "0")...UInt8(ascii: "7"):
                var value = Int(escaped - UInt8(ascii: "0"))
                for _ in 0..<2 {
                    guard let digit = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else { break }
                    value = value * 8 + Int(digit - UInt8(ascii: "0"))
                    rest.removeFirst()
                }
                result.append(UInt8(truncatingIfNeeded: value))
            default: result.append(escaped)
            }
        }
        return result
    }
}
