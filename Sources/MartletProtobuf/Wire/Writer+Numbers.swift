extension Writer {
    /// A field that is a varint. Called, not compiled into each message: that made up a fifth of the code of writing.
    @usableFromInline @inline(never) @_effects(releasenone)
    mutating func varint(_ tag: UInt32, _ value: UInt64) {
        guard tag < 0x80, value < 0x80, next - low >= 0 else { return longVarint(tag, value) }
        next -= 2
        next[0] = UInt8(truncatingIfNeeded: tag)
        next[1] = UInt8(truncatingIfNeeded: value)
    }

    @inline(never)
    private mutating func longVarint(_ tag: UInt32, _ value: UInt64) {
        reserve(0)
        next = MartletProtobuf.varint(value, before: next)
        varint(UInt64(tag))
    }

    /// A field that always takes eight bytes.
    @usableFromInline @inline(never) @_effects(releasenone)
    mutating func fixed64(_ tag: UInt32, _ bits: UInt64) {
        reserve(0)
        next -= 8
        UnsafeMutableRawPointer(next).storeBytes(of: bits.littleEndian, as: UInt64.self)
        varint(UInt64(tag))
    }

    /// A field that always takes four bytes.
    @usableFromInline @inline(never) @_effects(releasenone)
    mutating func fixed32(_ tag: UInt32, _ bits: UInt32) {
        reserve(0)
        next -= 4
        UnsafeMutableRawPointer(next).storeBytes(of: bits.littleEndian, as: UInt32.self)
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
        reserve(0)
        lengthAndTag(count &- end, tag)
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

/// Writes a varint of any length in front of `end`, and returns where it begins.
@inlinable @inline(__always)
func writeVarint(_ value: UInt64, before end: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    guard value >= 0x80 else {
        end[-1] = UInt8(truncatingIfNeeded: value)
        return end - 1
    }
    guard value >= 0x4000 else {
        end[-1] = UInt8(truncatingIfNeeded: value &>> 7)
        end[-2] = UInt8(truncatingIfNeeded: value) | 0x80
        return end - 2
    }
    return writeLongVarint(value, before: end)
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
    let start = end - size
    let shift = UInt64(truncatingIfNeeded: 8 &* size)
    if value < 1 &<< 28 {
        let bytes = spread(value) &<< UInt32(truncatingIfNeeded: 32 &- shift) | 0x0080_8080
        UnsafeMutableRawPointer(end - 4).storeBytes(of: bytes.littleEndian, as: UInt32.self)
        return start
    }
    let bytes = UInt64(spread(value)) | UInt64(spread(value &>> 28)) &<< 32
    if size <= 8 {
        let aligned = bytes &<< (64 &- shift) | 0x0080_8080_8080_8080
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
@inline(__always)
private func spread(_ value: UInt64) -> UInt32 {
    let bits = UInt32(truncatingIfNeeded: value)
    let halves = bits & 0x3fff | (bits & 0xfff_c000) &<< 2
    return halves & 0x007f_007f | (halves & 0x3f80_3f80) &<< 1
}

/// The bytes that a varint takes: one for each seven bits, `(bits * 9 + 64) / 64` without a division.
@inline(__always)
private func varintSize(_ value: UInt64) -> Int {
    // The index of the highest bit: one less than the number of bits, and what the processor finds.
    let highest = (value | 1).leadingZeroBitCount ^ 63
    return (highest &* 9 &+ 73) &>> 6
}
