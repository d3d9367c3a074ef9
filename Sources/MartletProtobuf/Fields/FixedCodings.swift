/// A field type whose values all have the same number of bytes: those of `Value`, little-endian.
public protocol FixedCoding: NumberCoding where Value: BitwiseCopyable {}

extension FixedCoding {
    @inlinable @inline(__always)
    public static var wireType: WireType { MemoryLayout<Value>.size == 8 ? .fixed64 : .fixed32 }

    @inlinable @inline(__always)
    public static func read(_ reader: inout Reader) throws(WireError) -> Value { try reader.fixed(Value.self) }

    @inlinable @inline(__always)
    public static func write(_ value: Value, _ number: Int, _ writer: inout Writer) {
        if MemoryLayout<Value>.size == 8 {
            writer.fixed64(tag(number), unsafeBitCast(value, to: UInt64.self))
        } else {
            writer.fixed32(tag(number), unsafeBitCast(value, to: UInt32.self))
        }
    }

    @inlinable @inline(__always)
    public static func writePacked(_ values: [Value], _ writer: inout Writer) {
        writer.packed(values)
    }

    @inlinable @inline(__always)
    public static func readPacked(_ reader: inout Reader, _ values: inout [Value]) throws(WireError) {
        try reader.packedFixed(&values)
    }
}

extension Reader {
    /// A field of one value of a fixed size. Not left to the method for all codings, which calls this coding's through
    /// its table of witnesses: for some of them the compiler does not see which function that is.
    @inlinable @inline(__always)
    public mutating func read<Coding: FixedCoding>(_: Coding) throws(WireError) -> Coding.Value {
        try fixed(Coding.Value.self)
    }
}

extension FixedCoding where Value: FixedWidthInteger {
    @inlinable @inline(__always)
    public static var defaultValue: Value { 0 }

    @inlinable @inline(__always)
    public static func isDefault(_ value: Value) -> Bool { value == 0 }
}

/// `fixed32`.
public struct Fixed32Coding: FixedCoding {
    public typealias Value = UInt32
    @inlinable public init() {}
}

extension FieldCoding where Self == Fixed32Coding {
    @inlinable public static var fixed32: Self { Self() }
}

/// `fixed64`.
public struct Fixed64Coding: FixedCoding {
    public typealias Value = UInt64
    @inlinable public init() {}
}

extension FieldCoding where Self == Fixed64Coding {
    @inlinable public static var fixed64: Self { Self() }
}

/// `sfixed32`.
public struct SFixed32Coding: FixedCoding {
    public typealias Value = Int32
    @inlinable public init() {}
}

extension FieldCoding where Self == SFixed32Coding {
    @inlinable public static var sfixed32: Self { Self() }
}

/// `sfixed64`.
public struct SFixed64Coding: FixedCoding {
    public typealias Value = Int64
    @inlinable public init() {}
}

extension FieldCoding where Self == SFixed64Coding {
    @inlinable public static var sfixed64: Self { Self() }
}

/// `float`. Negative zero is not the default: its bits are not all zero.
public struct FloatCoding: FixedCoding {
    public typealias Value = Float
    @inlinable public init() {}

    @inlinable @inline(__always)
    public static var defaultValue: Float { 0 }
    @inlinable @inline(__always)
    public static func isDefault(_ value: Float) -> Bool { value.bitPattern == 0 }
}

extension FieldCoding where Self == FloatCoding {
    @inlinable public static var float: Self { Self() }
}

/// `double`. Negative zero is not the default: its bits are not all zero.
public struct DoubleCoding: FixedCoding {
    public typealias Value = Double
    @inlinable public init() {}

    @inlinable @inline(__always)
    public static var defaultValue: Double { 0 }
    @inlinable @inline(__always)
    public static func isDefault(_ value: Double) -> Bool { value.bitPattern == 0 }
}

extension FieldCoding where Self == DoubleCoding {
    @inlinable public static var double: Self { Self() }
}
