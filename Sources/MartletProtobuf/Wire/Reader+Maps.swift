extension Reader {
    /// The entries of a map that follow one another: each a message of key (field 1) and value (field 2), either
    /// of which may be absent and then has its default. The last entry of a key wins.
    @inlinable @inline(never)
    public mutating func map<Key: ReadableCoding, Value: ReadableCoding>(
        _ entries: inout [Key.Value: Value.Value], _: Key, _: Value, _ tag: UInt32
    ) throws(WireError) where Key.Value: Hashable {
        let entrySize = MemoryLayout<(Key.Value, Value.Value)>.stride
        if entries.isEmpty {
            let room = Room<(Key.Value, Value.Value)>(
                underestimatedCount: min(runLength(tag), remainingElementMemory / entrySize))
            entries = Dictionary(room) { _, last in last }
        }
        repeat {
            try charge(entrySize)
            var key = Key.defaultValue
            var value = Value.defaultValue
            try entry(&key, &value, Key.self, Value.self)
            entries[key] = value
        } while skipTag(tag)
    }

    /// The entries of a map to a closed enum. An entry whose value has no case is kept as an unknown field.
    @inlinable
    public mutating func map<Key: ReadableCoding, E: ProtobufEnum>(
        _ entries: inout [Key.Value: E], _: Key, _: E.Type, _ unknownFields: inout UnknownFields
    ) throws(WireError) where Key.Value: Hashable {
        let start = tagStart
        try charge(MemoryLayout<(Key.Value, E)>.stride)
        var key = Key.defaultValue
        var number: Int32 = 0
        try entry(&key, &number, Key.self, Int32Coding.self)
        if let value = E(rawValue: number) {
            entries[key] = value
        } else {
            try keep(from: start, in: &unknownFields)
        }
    }

    @inlinable @inline(__always)
    mutating func entry<Key: ReadableCoding, Value: ReadableCoding>(
        _ key: inout Key.Value, _ value: inout Value.Value, _: Key.Type, _: Value.Type
    ) throws(WireError) {
        guard let outerEnd = try enterMessage() else { return }
        while let tag = try nextTag() {
            switch tag {
            case Key.tag(1): key = try Key.read(&self)
            case Value.tag(2): try Value.merge(&value, &self)
            default: try skip(tag)
            }
        }
        leaveMessage(outerEnd)
    }
}

/// No elements, but room for them: a dictionary that is made of it has the capacity of one that
/// `reserveCapacity` was called on. Unlike that method the initializer is compiled for its types, where they are known.
@usableFromInline
struct Room<Element>: Sequence, IteratorProtocol {
    @usableFromInline let underestimatedCount: Int

    @inlinable
    init(underestimatedCount: Int) { self.underestimatedCount = underestimatedCount }

    @inlinable
    func next() -> Element? { nil }
}
