extension Reader {
    /// A varint of up to ten bytes; what exceeds 64 bits is dropped, as every implementation does.
    @inlinable @inline(__always)
    mutating func varint() throws(WireError) -> UInt64 {
        if end - next >= 2 {
            let first = UInt64(next[0])
            if first < 0x80 {
                next += 1
                return first
            }
            let second = UInt64(next[1])
            if second < 0x80 {
                next += 2
                return first & 0x7f | second &<< 7
            }
        }
        return try longVarint()
    }

    /// The same without a fast path: kept out of line, so that the two bytes above stay small at every call.
    @usableFromInline @inline(never)
    mutating func longVarint() throws(WireError) -> UInt64 {
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
        guard end - next >= MemoryLayout<Value>.size else { throw .truncated }
        let value = UnsafeRawPointer(next).loadUnaligned(as: Value.self)
        next += MemoryLayout<Value>.size
        return value
    }

    /// The length in front of a string, bytes, sub-message or packed field: no more than what is left.
    @inlinable @inline(__always)
    mutating func length() throws(WireError) -> Int {
        if end - next >= 2 {
            let first = Int(next[0])
            if first < 0x80, first < end - next {
                next += 1
                return first
            }
            let second = Int(next[1])
            let count = first & 0x7f | second &<< 7
            if first >= 0x80, second < 0x80, count <= end - next - 2 {
                next += 2
                return count
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
