extension Reader {
    /// A closed enum's value; nil when the schema has no case of that number. The field then counts as unknown.
    @inlinable
    public mutating func closedEnum<E: ProtobufEnum>(
        _: E.Type, _ unknownFields: inout UnknownFields
    ) throws(WireError) -> E? {
        let start = tagStart
        if let value = E(rawValue: Int32(truncatingIfNeeded: try varint())) { return value }
        try keep(from: start, in: &unknownFields)
        return nil
    }

    /// A repeated field of a closed enum, packed or not. Elements without a case are kept as unknown fields.
    @inlinable
    public mutating func closedEnums<E: ProtobufEnum>(
        _ elements: inout [E], _ tag: UInt32, _ unknownFields: inout UnknownFields
    ) throws(WireError) {
        guard tag & 7 == WireType.lengthDelimited.rawValue else {
            guard let value = try closedEnum(E.self, &unknownFields) else { return }
            try charge(MemoryLayout<E>.stride)
            elements.append(value)
            return
        }
        var numbers: [Int32] = []
        try packedVarints(&numbers, Int32Coding.self)
        for number in numbers {
            if let value = E(rawValue: number) {
                elements.append(value)
            } else {
                try keep(number: Int(tag &>> 3), varint: Int32Coding.raw(number), in: &unknownFields)
            }
        }
    }
}
