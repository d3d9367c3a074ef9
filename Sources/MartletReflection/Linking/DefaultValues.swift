internal import MartletProtobuf

extension FileLinker {
    /// What a singular field has that never arrived: what the schema says, or zero of its type.
    func defaultValue(of field: FieldRecord) throws(DescriptorError) -> DynamicValue? {
        guard field.cardinality != .repeated, field.kind != .message else { return nil }
        let given = field.proto.defaultValue
        let value: DynamicValue? =
            switch field.kind {
            case .bool: .bool(given == "true")
            case .int32, .sint32, .sfixed32: given.map { Int32($0).map(DynamicValue.int32) } ?? .int32(0)
            case .int64, .sint64, .sfixed64: given.map { Int64($0).map(DynamicValue.int64) } ?? .int64(0)
            case .uint32, .fixed32: given.map { UInt32($0).map(DynamicValue.uint32) } ?? .uint32(0)
            case .uint64, .fixed64: given.map { UInt64($0).map(DynamicValue.uint64) } ?? .uint64(0)
            case .float: given.map { Float($0).map(DynamicValue.float) } ?? .float(0)
            case .double: given.map { Double($0).map(DynamicValue.double) } ?? .double(0)
            case .string: .string(given ?? "")
            case .bytes: .bytes(unescape(given ?? ""))
            case .enum: enumDefault(given, field)
            case .message: nil
            }
        guard let value, field.kind != .bool || given == nil || given == "true" || given == "false" else {
            throw error(field.fullName, "\"\(given ?? "")\" is no default for a field of this type")
        }
        return value
    }

    private func enumDefault(_ given: String?, _ field: FieldRecord) -> DynamicValue? {
        guard let type = field.type else { return nil }
        let record = type.store?.enums[type.index] ?? declarations.enums[type.index]
        guard let given else { return record.proto.value.first?.number.map(DynamicValue.enumNumber) }
        return record.valuesByName[given].flatMap { record.proto.value[$0].number.map(DynamicValue.enumNumber) }
    }

    /// Undoes the C escapes in which protoc writes the defaults of bytes fields.
    private func unescape(_ text: String) -> Bytes {
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
                var value = UInt8(escaped & 7)
                for _ in 0..<2 {
                    guard let digit = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else { break }
                    value = value &<< 3 | digit & 7
                    rest.removeFirst()
                }
                result.append(value)
            default: result.append(escaped)
            }
        }
        return Bytes(result)
    }
}
