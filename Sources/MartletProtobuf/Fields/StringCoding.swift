/// `string`.
public struct StringCoding: LengthDelimitedCoding {
    public typealias Value = String
    @inlinable public init() {}

    /// Short strings live inside the `String`, and those on the heap have more than 15 bytes.
    @inlinable @inline(__always)
    public static var headerSize: Int { 0 }
    @inlinable @inline(__always)
    public static var wireType: WireType { .lengthDelimited }
    @inlinable @inline(__always)
    public static var defaultValue: String { "" }
    @inlinable @inline(__always)
    public static func isDefault(_ value: String) -> Bool { value.isEmpty }

    @inlinable @inline(__always)
    public static func read(_ reader: inout Reader) throws(WireError) -> String { try reader.string() }
    @inlinable @inline(__always)
    public static func measureUnlessDefault(_ number: Int, _ value: String, _ counter: inout SizeCounter) {
        let count = value.utf8.count
        if count > 0 { counter.add(number, wireType, lengthPrefixed(count)) }
    }
    @inlinable @inline(__always)
    public static func size(_ value: String, _: inout SizeCounter) -> Int { lengthPrefixed(value.utf8.count) }
    @inlinable @inline(__always)
    public static func sizeAgain(_ value: String, _: borrowing Writer) -> Int { lengthPrefixed(value.utf8.count) }
    @inlinable @inline(__always)
    public static func write(_ value: String, _ writer: inout Writer) { writer.string(value) }
}

extension FieldCoding where Self == StringCoding {
    @inlinable public static var string: Self { Self() }
}
