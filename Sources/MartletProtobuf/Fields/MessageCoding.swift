/// A message as the value of a map.
public struct MessageCoding<M: Message>: ReadableCoding {
    public typealias Value = M
    @inlinable public init() {}

    @inlinable @inline(__always)
    public static var wireType: WireType { .lengthDelimited }
    @inlinable @inline(__always)
    public static var defaultValue: M { M() }

    @inlinable
    public static func read(_ reader: inout Reader) throws(WireError) -> M {
        try reader.message(after: nil)
    }

    @inlinable
    public static func merge(_ value: inout M, _ reader: inout Reader) throws(WireError) {
        try reader.message(&value)
    }

    @inlinable
    public static func write(_ value: M, _ number: Int, _ writer: inout Writer) { writer.message(number, value) }
}

extension FieldCoding {
    @inlinable @inline(__always)
    public static func message<M>(_: M.Type) -> Self where Self == MessageCoding<M> { Self() }
}
