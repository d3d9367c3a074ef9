internal import MartletProtobuf

extension DynamicDecoder {
    /// The values of a packed field, read as generated code reads them.
    func readPacked(_ kind: FieldKind, _ tag: UInt32, _ reader: inout Reader) throws(WireError) -> [DynamicValue] {
        switch kind {
        case .bool: try values(.bool, tag, &reader, DynamicValue.bool)
        case .int32: try values(.int32, tag, &reader, DynamicValue.int32)
        case .sint32: try values(.sint32, tag, &reader, DynamicValue.int32)
        case .sfixed32: try values(.sfixed32, tag, &reader, DynamicValue.int32)
        case .int64: try values(.int64, tag, &reader, DynamicValue.int64)
        case .sint64: try values(.sint64, tag, &reader, DynamicValue.int64)
        case .sfixed64: try values(.sfixed64, tag, &reader, DynamicValue.int64)
        case .uint32: try values(.uint32, tag, &reader, DynamicValue.uint32)
        case .fixed32: try values(.fixed32, tag, &reader, DynamicValue.uint32)
        case .uint64: try values(.uint64, tag, &reader, DynamicValue.uint64)
        case .fixed64: try values(.fixed64, tag, &reader, DynamicValue.uint64)
        case .float: try values(.float, tag, &reader, DynamicValue.float)
        case .double: try values(.double, tag, &reader, DynamicValue.double)
        case .enum: try values(.int32, tag, &reader, DynamicValue.enumNumber)
        case .string, .bytes, .message: []
        }
    }

    /// Charged before the numbers are made into values, which take many times their bytes.
    private func values<Coding: NumberCoding>(
        _ coding: Coding, _ tag: UInt32, _ reader: inout Reader, _ make: (Coding.Value) -> DynamicValue
    ) throws(WireError) -> [DynamicValue] {
        var numbers: [Coding.Value] = []
        try reader.repeated(&numbers, coding, tag)
        try reader.chargeElements(numbers.count * MemoryLayout<DynamicValue>.stride)
        return numbers.map(make)
    }
}
