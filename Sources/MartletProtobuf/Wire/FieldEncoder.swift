/// What a generated message tells of its fields when it is encoded.
///
/// There are two: ``SizeCounter`` and ``Writer``. Both are driven by the same generated method, specialised for
/// each, so that the size and the bytes cannot disagree.
public protocol FieldEncoder: ~Copyable {
    /// A field without presence: left out when it has its default value.
    mutating func singular<Coding: ScalarCoding>(_ number: Int, _ value: Coding.Value, _: Coding)

    /// A field with presence, or the case of a oneof: left out when nil.
    mutating func optional<Coding: FieldCoding>(_ number: Int, _ value: Coding.Value?, _: Coding)

    /// A repeated field with a tag in front of each element.
    mutating func repeated<Coding: FieldCoding>(_ number: Int, _ values: [Coding.Value], _: Coding)

    /// A repeated field of numbers with one tag and length in front of them all.
    mutating func packed<Coding: PackableCoding>(_ number: Int, _ values: [Coding.Value], _: Coding)

    /// A map.
    mutating func map<Key: MapKeyCoding, Value: FieldCoding>(
        _ number: Int, _ entries: [Key.Value: Value.Value], _: Key, _: Value)

    /// A sub-message.
    mutating func message<M: Message>(_ number: Int, _ value: M?)

    /// A sub-message that is kept in a box.
    mutating func message<M: Message>(_ number: Int, _ value: Boxed<M>)

    /// A repeated field of messages.
    mutating func messages<M: Message>(_ number: Int, _ values: [M])

    /// A sub-message between group tags.
    mutating func group<M: Message>(_ number: Int, _ value: M?)

    /// A sub-message between group tags that is kept in a box.
    mutating func group<M: Message>(_ number: Int, _ value: Boxed<M>)

    /// A repeated field of messages between group tags.
    mutating func groups<M: Message>(_ number: Int, _ values: [M])

    /// The fields that the schema does not know; after all others.
    mutating func unknown(_ fields: UnknownFields)
}
