extension Reader {
    /// One entry of a map: a message of key (field 1) and value (field 2), either of which may be absent and
    /// then has its default. The last entry of a key wins.
    @inlinable
    public mutating func map<Key: ReadableCoding, Value: ReadableCoding>(
        _ entries: inout [Key.Value: Value.Value], _: Key, _: Value
    ) throws(WireError) where Key.Value: Hashable {
        try charge(MemoryLayout<(Key.Value, Value.Value)>.stride)
        var key = Key.defaultValue
        var value = Value.defaultValue
        if let outerEnd = try enterMessage() {
            while let tag = try nextTag() {
                switch tag {
                case Key.tag(1): key = try Key.read(&self)
                case Value.tag(2): try Value.merge(&value, &self)
                default: try skip(tag)
                }
            }
            leaveMessage(outerEnd)
        }
        entries[key] = value
    }

    /// One entry of a map to a closed enum. An entry whose value has no case is kept as an unknown field.
    @inlinable
    public mutating func map<Key: ReadableCoding, E: ProtobufEnum>(
        _ entries: inout [Key.Value: E], _ key: Key, _: E.Type, _ unknownFields: inout UnknownFields
    ) throws(WireError) where Key.Value: Hashable {
        let start = tagStart
        var numbers: [Key.Value: Int32] = [:]
        try map(&numbers, key, .int32)
        for (key, number) in numbers {
            if let value = E(rawValue: number) {
                entries[key] = value
            } else {
                unknownFields.append(UnsafeRawBufferPointer(start: start, count: next - start))
            }
        }
    }
}
