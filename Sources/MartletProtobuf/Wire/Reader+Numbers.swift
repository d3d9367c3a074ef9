extension Reader {
    /// A varint of up to ten bytes; what exceeds 64 bits is dropped, as every implementation does.
    ///
    /// Out of line, though the call costs a value of one byte some instructions: compiled into each field, it would be
    /// a fifth of what the field takes to compile.
    @usableFromInline @inline(never)
    mutating func varint() throws(WireError) -> UInt64 {
        if next < end {
            let first = UInt64(next[0])
            if first < 0x80 {
                next += 1
                return first
            }
        }
        return try longVarint()
    }

    /// The same for any length, in a function of its own, so that the one above needs no registers but those it is
    /// called with.
    ///
    /// It branches on the length. The same field tends to have the same length in each message, so the processor
    /// guesses it and goes on with what follows; without branches it would have to wait.
    @usableFromInline @inline(never)
    mutating func longVarint() throws(WireError) -> UInt64 {
        guard limit - next >= 10, next[0] >= 0x80 else { return try varintByByte() }
        var value = UInt64(next[0])
        // Each byte is added with its eighth bit; that of the byte before is taken off again.
        for index in 1..<10 {
            let shift = UInt64(truncatingIfNeeded: 7 &* index)
            value &+= (UInt64(next[index]) &- 1) &<< shift
            if next[index] < 0x80 {
                guard index < end - next else { throw .truncated }
                next += index &+ 1
                return value
            }
        }
        throw end - next >= 10 ? .varintTooLong : .truncated
    }

    private mutating func varintByByte() throws(WireError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        var cursor = next
        let limit = min(end - cursor, 10)
        for _ in 0..<limit {
            let byte = UInt64(cursor[0])
            cursor += 1
            value |= (byte & 0x7f) &<< shift
            if byte < 0x80 {
                next = cursor
                return value
            }
            shift &+= 7
        }
        throw limit == 10 ? .varintTooLong : .truncated
    }

    /// A value of a fixed number of bytes.
    @inlinable @inline(__always)
    mutating func fixed<Value: BitwiseCopyable>(_: Value.Type) throws(WireError) -> Value {
        guard end - next >= MemoryLayout<Value>.size else { try WireError.truncated.raise() }
        let value = UnsafeRawPointer(next).loadUnaligned(as: Value.self)
        next += MemoryLayout<Value>.size
        return value
    }

    /// The length in front of a string, bytes, sub-message or packed field: no more than what is left.
    @inlinable @inline(__always)
    mutating func length() throws(WireError) -> Int {
        if next < end {
            let first = Int(next[0])
            if first < 0x80, first < end - next {
                next += 1
                return first
            }
        }
        return try longLength()
    }

    /// A length of any size. Five bytes hold every length; more are refused, as C++ and upb do.
    @usableFromInline @inline(never)
    mutating func longLength() throws(WireError) -> Int {
        let start = next
        let count = try longVarint()
        if next - start <= 5, count <= UInt64(truncatingIfNeeded: end - next) {
            return Int(truncatingIfNeeded: count)
        }
        let isTooLong = next - start > 5
        next = start
        throw isTooLong ? .tagOrLengthTooLong : .truncated
    }
}

/// The top bit of each byte that is the last of a varint.
@inlinable @inline(__always)
func endBits(_ word: UInt64) -> UInt64 { ~word & 0x8080_8080_8080_8080 }

/// How many varints these bytes are: each has one byte below 0x80, its last.
@usableFromInline
func varintCount(_ bytes: UnsafeRawBufferPointer) -> Int {
    var count = 0
    var index = 0
    while bytes.count &- index >= 8 {
        // Each of the eight bytes counts for itself, at most to 255, before they are added up.
        var counts: UInt64 = 0
        let stop = min(index &+ 8 &* 255, bytes.count &- 7)
        while index < stop {
            counts &+= endBits(bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &>> 7
            index &+= 8
        }
        let pairs = (counts & 0x00ff_00ff_00ff_00ff) &+ (counts &>> 8 & 0x00ff_00ff_00ff_00ff)
        count &+= Int(truncatingIfNeeded: (pairs &* 0x0001_0001_0001_0001) &>> 48)
    }
    while index < bytes.count {
        count &+= Int(truncatingIfNeeded: ~bytes[index] &>> 7)
        index &+= 1
    }
    return count
}
