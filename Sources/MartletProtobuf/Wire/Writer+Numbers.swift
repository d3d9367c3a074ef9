extension Writer {
    /// A field that is a varint. One byte each for tag and value is what most take, and all that is compiled into each
    /// message.
    @inlinable @inline(__always)
    mutating func varint(_ tag: UInt32, _ value: UInt64) {
        guard tag < 0x80, value < 0x80, next - low >= 0 else { return longVarint(tag, value) }
        next -= 2
        next[0] = UInt8(truncatingIfNeeded: tag)
        next[1] = UInt8(truncatingIfNeeded: value)
    }

    @usableFromInline @inline(never) @_effects(releasenone)
    mutating func longVarint(_ tag: UInt32, _ value: UInt64) {
        reserve(0)
        next = MartletProtobuf.varint(value, before: next)
        varint(UInt64(tag))
    }

    /// A field that always takes eight bytes.
    @usableFromInline @inline(never) @_effects(releasenone)
    mutating func fixed64(_ tag: UInt32, _ bits: UInt64) {
        guard tag < 0x80, next - low >= 0 else { return fixed(tag, bits) }
        next -= 9
        next[0] = UInt8(truncatingIfNeeded: tag)
        UnsafeMutableRawPointer(next + 1).storeBytes(of: bits.littleEndian, as: UInt64.self)
    }

    /// A field that always takes four bytes.
    @usableFromInline @inline(never) @_effects(releasenone)
    mutating func fixed32(_ tag: UInt32, _ bits: UInt32) { fixed(tag, bits) }

    @inline(never)
    private mutating func fixed<Bits: FixedWidthInteger & BitwiseCopyable>(_ tag: UInt32, _ bits: Bits) {
        reserve(0)
        next -= MemoryLayout<Bits>.size
        UnsafeMutableRawPointer(next).storeBytes(of: bits.littleEndian, as: Bits.self)
        varint(UInt64(tag))
    }

    /// A tag alone: of a group.
    @usableFromInline @inline(never) @_effects(releasenone)
    mutating func tag(_ number: Int, _ type: WireType) {
        reserve(0)
        varint(UInt64(MartletProtobuf.tag(number, type)))
    }

    /// Puts a tag and a length in front of what was written since the writer had `end` bytes.
    @usableFromInline @inline(never) @_effects(releasenone)
    mutating func close(_ tag: UInt32, _ end: Int) {
        varint(tag, UInt64(truncatingIfNeeded: count &- end))
    }

    /// Into the room that is left for them.
    @inlinable @inline(__always)
    mutating func lengthAndTag(_ length: Int, _ tag: UInt32) {
        varint(UInt64(truncatingIfNeeded: length))
        varint(UInt64(tag))
    }

    /// Into the room that is left for it.
    @inlinable @inline(__always)
    mutating func varint(_ value: UInt64) {
        if value < 0x80 {
            next -= 1
            next[0] = UInt8(truncatingIfNeeded: value)
        } else {
            next = writeLongVarint(value, before: next)
        }
    }
}

/// Writes a varint of any length in front of `end`, and returns where it begins: for a loop, where the length changes
/// from one to the next, and a branch for each would be guessed wrong.
@inlinable @inline(__always)
func writeVarint(_ value: UInt64, before end: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    guard value < 1 &<< 28 else { return writeLongVarint(value, before: end) }
    return writeShortVarint(value, varintSize(value), before: end)
}

/// A varint of up to 28 bits.
@inlinable @inline(__always)
func writeShortVarint(
    _ value: UInt64, _ size: Int, before end: UnsafeMutablePointer<UInt8>
) -> UnsafeMutablePointer<UInt8> {
    let shift = UInt32(truncatingIfNeeded: 32 &- 8 &* size)
    let bytes = spread(value) &<< shift | 0x0080_8080
    UnsafeMutableRawPointer(end - 4).storeBytes(of: bytes.littleEndian, as: UInt32.self)
    return end - size
}

/// A varint of two bytes or more. Four bytes, or eight, are made and stored at once, however many of them it has: what
/// lies in front of it is yet to be written.
@usableFromInline @inline(never) @_effects(releasenone)
func writeLongVarint(_ value: UInt64, before end: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    varint(value, before: end)
}

@inline(__always)
private func varint(_ value: UInt64, before end: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    let size = varintSize(value)
    if value < 1 &<< 28 { return writeShortVarint(value, size, before: end) }
    let start = end - size
    let bytes = UInt64(spread(value)) | UInt64(spread(value &>> 28)) &<< 32
    if size <= 8 {
        let aligned = bytes &<< UInt64(truncatingIfNeeded: 64 &- 8 &* size) | 0x0080_8080_8080_8080
        UnsafeMutableRawPointer(end - 8).storeBytes(of: aligned.littleEndian, as: UInt64.self)
        return start
    }
    UnsafeMutableRawPointer(start).storeBytes(of: (bytes | 0x8080_8080_8080_8080).littleEndian, as: UInt64.self)
    start[8] = UInt8(truncatingIfNeeded: value &>> 56)
    if size == 10 {
        start[8] |= 0x80
        start[9] = 1
    }
    return start
}

/// The lowest 28 bits, seven to a byte: the upper half is moved first, then the upper part of each half.
@inlinable @inline(__always)
func spread(_ value: UInt64) -> UInt32 {
    let bits = UInt32(truncatingIfNeeded: value)
    let halves = bits & 0x3fff | (bits & 0xfff_c000) &<< 2
    return halves & 0x007f_007f | (halves & 0x3f80_3f80) &<< 1
}

/// The bytes that a varint takes: one for each seven bits, `(bits * 9 + 64) / 64` without a division.
@inlinable @inline(__always)
func varintSize(_ value: UInt64) -> Int {
    // The index of the highest bit: one less than the number of bits, and what the processor finds.
    let highest = (value | 1).leadingZeroBitCount ^ 63
    return (highest &* 9 &+ 73) &>> 6
}
