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
    public static func size(_ value: Bytes, _: inout SizeCounter) -> Int { lengthPrefixed(value.count) }
    @inlinable @inline(__always)
    public static func sizeAgain(_ value: Bytes, _: borrowing Writer) -> Int { lengthPrefixed(value.count) }
    @inlinable @inline(__always)
    public static func write(_ value: Bytes, _ writer: inout Writer) {
        writer.varint(UInt64(truncatingIfNeeded: value.count))
        value.withUnsafeBytes { writer.bytes($0) }
    }
}

extension FieldCoding where Self == BytesCoding {
    @inlinable public static var bytes: Self { Self() }
}
