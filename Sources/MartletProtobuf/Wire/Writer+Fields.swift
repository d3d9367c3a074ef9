// What generated code tells a writer, from a message's last field to its first. A field is left out when it has no
// value, or has its default and no presence.

extension Writer {
    /// A field without presence.
    @inlinable @inline(__always)
    public mutating func singular<Coding: ScalarCoding>(_ number: Int, _ value: Coding.Value, _: Coding) {
        Coding.writeUnlessDefault(value, number, &self)
    }

    /// A field with presence, or the case of a oneof.
    @inlinable @inline(__always)
    public mutating func optional<Coding: FieldCoding>(_ number: Int, _ value: Coding.Value?, _: Coding) {
        // Not `if let value`, which retains a string for the purpose.
        guard case .some = value else { return }
        Coding.write(value.unsafelyUnwrapped, number, &self)
    }

    /// A repeated field with a tag in front of each element.
    @inlinable @inline(never)
    public mutating func repeated<Coding: FieldCoding>(_ number: Int, _ values: [Coding.Value], _: Coding) {
        values.forEachBorrowedFromTheLast { element in element.write(number, Coding.self, &self) }
    }

    /// A repeated field of numbers with one tag and length in front of them all.
    @inlinable @inline(never)
    public mutating func packed<Coding: PackableCoding>(_ number: Int, _ values: [Coding.Value], _: Coding) {
        guard !values.isEmpty else { return }
        let end = count
        Coding.writePacked(values, &self)
        close(tag(number), end)
    }

    /// A map.
    @inlinable @inline(never)
    public mutating func map<Key: MapKeyCoding, Value: FieldCoding>(
        _ number: Int, _ entries: [Key.Value: Value.Value], _: Key, _: Value
    ) {
        if sortsMaps { return sortedMap(number, entries, Key.self, Value.self) }
        for (key, value) in entries { entry(number, key, value, Key.self, Value.self) }
    }

    @inlinable @inline(never)
    mutating func sortedMap<Key: MapKeyCoding, Value: FieldCoding>(
        _ number: Int, _ entries: [Key.Value: Value.Value], _: Key.Type, _: Value.Type
    ) {
        var keys: [Key.Value] = []
        for (key, _) in entries { keys.append(key) }
        for key in Key.sorted(keys).reversed() {
            if let value = entries[key] { entry(number, key, value, Key.self, Value.self) }
        }
    }

    @inlinable @inline(__always)
    mutating func entry<Key: MapKeyCoding, Value: FieldCoding>(
        _ number: Int, _ key: Key.Value, _ value: Value.Value, _: Key.Type, _: Value.Type
    ) {
        let end = count
        Value.write(value, 2, &self)
        Key.write(key, 1, &self)
        close(tag(number), end)
    }

    /// The fields that the schema does not know; they stand after all others.
    @inlinable @inline(__always)
    public mutating func unknown(_ fields: UnknownFields) {
        if !fields.isEmpty { copy(fields) }
    }
}
