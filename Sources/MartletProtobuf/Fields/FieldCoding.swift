/// How one field type of the schema language is written: one type without stored properties for each.
///
/// Generated code names them as the schema does: `writer.singular(1, self.id, .sint64)`.
public protocol FieldCoding: Sendable {
    associatedtype Value: Hashable, Sendable

    static var wireType: WireType { get }

    /// Writes the value with its tag.
    static func write(_ value: Value, _ number: Int, _ writer: inout Writer)
}

/// A field type that is read value by value.
public protocol ReadableCoding: FieldCoding {
    /// What a field has that never arrived.
    static var defaultValue: Value { get }

    static func read(_ reader: inout Reader) throws(WireError) -> Value

    /// Reads one more piece of a value: a message takes it in, anything else is replaced by it.
    static func merge(_ value: inout Value, _ reader: inout Reader) throws(WireError)
}

/// A field type that can do without presence.
public protocol ScalarCoding: ReadableCoding {
    static func isDefault(_ value: Value) -> Bool

    /// Writes the value with its tag, unless it is the default.
    static func writeUnlessDefault(_ value: Value, _ number: Int, _ writer: inout Writer)
}

extension ScalarCoding {
    @inlinable @inline(__always)
    public static func writeUnlessDefault(_ value: Value, _ number: Int, _ writer: inout Writer) {
        if !isDefault(value) { write(value, number, &writer) }
    }
}

/// A field type whose values can stand side by side behind one tag.
public protocol PackableCoding: FieldCoding {
    /// Writes the values without tags, the last one first.
    static func writePacked(_ values: [Value], _ writer: inout Writer)
}

/// A field type of numbers, read packed or not.
public protocol NumberCoding: ScalarCoding, PackableCoding {
    static func readPacked(_ reader: inout Reader, _ values: inout [Value]) throws(WireError)
}

/// Strings and bytes.
public protocol LengthDelimitedCoding: ScalarCoding {
    /// What a short value takes on the heap beside its own bytes.
    static var headerSize: Int { get }
}

extension FieldCoding {
    /// The tag of a field of this type, not packed.
    @inlinable @inline(__always)
    static func tag(_ number: Int) -> UInt32 { MartletProtobuf.tag(number, wireType) }
}

extension ReadableCoding {
    @inlinable @inline(__always)
    public static func merge(_ value: inout Value, _ reader: inout Reader) throws(WireError) {
        value = try read(&reader)
    }
}
