/// An open enum: every number is a value of it.
public struct OpenEnumCoding<E: OpenEnum>: VarintCoding {
    public typealias Value = E
    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func value(_ raw: UInt64) -> E { E(rawValue: Int32(truncatingIfNeeded: raw)) }
    @inlinable @inline(__always)
    public static func raw(_ value: E) -> UInt64 { Int32Coding.raw(value.rawValue) }
}

/// A closed enum. Reading one may give no value: see `Reader.closedEnum`.
public struct ClosedEnumCoding<E: ProtobufEnum>: PackableCoding {
    public typealias Value = E
    @inlinable public init() {}

    @inlinable @inline(__always)
    public static var wireType: WireType { .varint }
    @inlinable @inline(__always)
    public static func write(_ value: E, _ number: Int, _ writer: inout Writer) {
        Int32Coding.write(value.rawValue, number, &writer)
    }

    @inlinable
    public static func writePacked(_ values: [E], _ writer: inout Writer) {
        Int32Coding.writePacked(values.map(\.rawValue), &writer)
    }
}

extension FieldCoding {
    @inlinable @inline(__always)
    public static func openEnum<E>(_: E.Type) -> Self where Self == OpenEnumCoding<E> { Self() }

    @inlinable @inline(__always)
    public static func closedEnum<E>(_: E.Type) -> Self where Self == ClosedEnumCoding<E> { Self() }
}
