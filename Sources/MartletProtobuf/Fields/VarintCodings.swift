/// A field type whose values are varints.
public protocol VarintCoding: NumberCoding {
    /// The value that a varint stands for; bits beyond the type's width are dropped.
    static func value(_ raw: UInt64) -> Value
    static func raw(_ value: Value) -> UInt64
}

extension VarintCoding {
    @inlinable @inline(__always)
    public static var wireType: WireType { .varint }

    @inlinable @inline(__always)
    public static var defaultValue: Value { value(0) }

    @inlinable @inline(__always)
    public static func isDefault(_ value: Value) -> Bool { raw(value) == 0 }

    @inlinable @inline(__always)
    public static func read(_ reader: inout Reader) throws(WireError) -> Value { value(try reader.varint()) }

    @inlinable @inline(__always)
    public static func write(_ value: Value, _ number: Int, _ writer: inout Writer) {
        writer.varint(tag(number), raw(value))
    }

    @inlinable @inline(__always)
    public static func writePacked(_ values: [Value], _ writer: inout Writer) {
        values.withUnsafeBufferPointer { values in
            var end = values.count
            while end > 0 {
                // So many that they find room together.
                let start = max(end &- 64, 0)
                writer.reserve((end &- start) &* 10)
                var next = writer.next
                for index in (start..<end).reversed() { next = writeVarint(raw(values[index]), before: next) }
                writer.next = next
                end = start
            }
        }
    }

    @inlinable @inline(__always)
    public static func readPacked(_ reader: inout Reader, _ values: inout [Value]) throws(WireError) {
        try reader.packedVarints(&values, Self.self)
    }
}

/// `int32`: negative numbers take ten bytes.
public struct Int32Coding: VarintCoding {
    public typealias Value = Int32
    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func value(_ raw: UInt64) -> Int32 { Int32(truncatingIfNeeded: raw) }
    @inlinable @inline(__always)
    public static func raw(_ value: Int32) -> UInt64 { UInt64(bitPattern: Int64(value)) }
}

extension FieldCoding where Self == Int32Coding {
    @inlinable public static var int32: Self { Self() }
}

/// `int64`: negative numbers take ten bytes.
public struct Int64Coding: VarintCoding {
    public typealias Value = Int64
    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func value(_ raw: UInt64) -> Int64 { Int64(bitPattern: raw) }
    @inlinable @inline(__always)
    public static func raw(_ value: Int64) -> UInt64 { UInt64(bitPattern: value) }
}

extension FieldCoding where Self == Int64Coding {
    @inlinable public static var int64: Self { Self() }
}

/// `uint32`.
public struct UInt32Coding: VarintCoding {
    public typealias Value = UInt32
    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func value(_ raw: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: raw) }
    @inlinable @inline(__always)
    public static func raw(_ value: UInt32) -> UInt64 { UInt64(value) }
}

extension FieldCoding where Self == UInt32Coding {
    @inlinable public static var uint32: Self { Self() }
}

/// `uint64`.
public struct UInt64Coding: VarintCoding {
    public typealias Value = UInt64
    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func value(_ raw: UInt64) -> UInt64 { raw }
    @inlinable @inline(__always)
    public static func raw(_ value: UInt64) -> UInt64 { value }
}

extension FieldCoding where Self == UInt64Coding {
    @inlinable public static var uint64: Self { Self() }
}

/// `sint32`: zigzag, so that small negative numbers are short.
public struct SInt32Coding: VarintCoding {
    public typealias Value = Int32
    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func value(_ raw: UInt64) -> Int32 {
        // The bits above 32 are dropped before the sign is unfolded, as every implementation does.
        let folded = UInt32(truncatingIfNeeded: raw)
        return Int32(bitPattern: folded &>> 1 ^ (0 &- folded & 1))
    }
    @inlinable @inline(__always)
    public static func raw(_ value: Int32) -> UInt64 { UInt64(UInt32(bitPattern: value &<< 1 ^ value &>> 31)) }
}

extension FieldCoding where Self == SInt32Coding {
    @inlinable public static var sint32: Self { Self() }
}

/// `sint64`: zigzag, so that small negative numbers are short.
public struct SInt64Coding: VarintCoding {
    public typealias Value = Int64
    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func value(_ raw: UInt64) -> Int64 { Int64(bitPattern: raw &>> 1 ^ (0 &- raw & 1)) }
    @inlinable @inline(__always)
    public static func raw(_ value: Int64) -> UInt64 { UInt64(bitPattern: value &<< 1 ^ value &>> 63) }
}

extension FieldCoding where Self == SInt64Coding {
    @inlinable public static var sint64: Self { Self() }
}

/// `bool`: any varint but 0 is true.
public struct BoolCoding: VarintCoding {
    public typealias Value = Bool
    @inlinable public init() {}

    @inlinable @inline(__always)
    public static func value(_ raw: UInt64) -> Bool { raw != 0 }
    @inlinable @inline(__always)
    public static func raw(_ value: Bool) -> UInt64 { value ? 1 : 0 }
}

extension FieldCoding where Self == BoolCoding {
    @inlinable public static var bool: Self { Self() }
}
