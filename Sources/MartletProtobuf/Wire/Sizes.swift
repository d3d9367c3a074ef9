/// The bytes that a varint takes: one for each seven bits, `(bits * 9 + 64) / 64` without a division.
@inlinable @inline(__always)
func varintSize(_ value: UInt64) -> Int {
    let bits = 64 &- (value | 1).leadingZeroBitCount
    return (bits &* 9 &+ 64) &>> 6
}

/// The bytes of a value with its length in front.
@inlinable @inline(__always)
func lengthPrefixed(_ count: Int) -> Int {
    count &+ varintSize(UInt64(truncatingIfNeeded: count))
}
