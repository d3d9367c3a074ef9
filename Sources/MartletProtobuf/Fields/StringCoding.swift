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
    public static func write(_ value: String, _ number: Int, _ writer: inout Writer) {
        writer.string(tag(number), value, hasPresence: true)
    }
    @inlinable @inline(__always)
    public static func writeUnlessDefault(_ value: String, _ number: Int, _ writer: inout Writer) {
        writer.string(tag(number), value, hasPresence: false)
    }
}

extension FieldCoding where Self == StringCoding {
    @inlinable public static var string: Self { Self() }
}
