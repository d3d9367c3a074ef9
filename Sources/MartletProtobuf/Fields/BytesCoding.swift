/// `bytes`.
public struct BytesCoding: LengthDelimitedCoding {
    public typealias Value = Bytes
    @inlinable public init() {}

    /// An array's header, and the heap's.
    @inlinable @inline(__always)
    public static var headerSize: Int { 48 }
    @inlinable @inline(__always)
    public static var wireType: WireType { .lengthDelimited }
    @inlinable @inline(__always)
    public static var defaultValue: Bytes { Bytes() }
    @inlinable @inline(__always)
    public static func isDefault(_ value: Bytes) -> Bool { value.isEmpty }

    @inlinable @inline(__always)
    public static func read(_ reader: inout Reader) throws(WireError) -> Bytes { try reader.bytes() }
    @inlinable @inline(__always)
    public static func write(_ value: Bytes, _ number: Int, _ writer: inout Writer) {
        writer.bytes(tag(number), value)
    }
}

extension FieldCoding where Self == BytesCoding {
    @inlinable public static var bytes: Self { Self() }
}
