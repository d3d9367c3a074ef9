/// The bytes that a varint takes: one for each seven bits, `(bits * 9 + 64) / 64` without a division.
@inlinable @inline(__always)
func varintSize(_ value: UInt64) -> Int {
    // The index of the highest bit: one less than the number of bits, and what the processor finds.
    let highest = (value | 1).leadingZeroBitCount ^ 63
    return (highest &* 9 &+ 73) &>> 6
}

/// The bytes of a value with its length in front.
@inlinable @inline(__always)
func lengthPrefixed(_ count: Int) -> Int {
    count &+ varintSize(UInt64(truncatingIfNeeded: count))
}

/// The bytes of many varints. Arithmetic instead of `varintSize`, so that the compiler handles four of them at once.
@usableFromInline @inline(never)
func varintSizes(_ values: UnsafeBufferPointer<Int32>) -> Int {
    var total = values.count
    var rest = values[...]
    while !rest.isEmpty {
        // In 32 bits, as the values are, and for so few of them that the sum fits.
        var more: UInt32 = 0
        for value in UnsafeBufferPointer(rebasing: rest.prefix(1 << 20)) {
            let negative = value &>> 31
            let positive = value & ~negative
            // One if the difference is negative: for each byte beyond the first.
            more &+= UInt32(bitPattern: 0x7f &- positive) &>> 31 &+ UInt32(bitPattern: 0x3fff &- positive) &>> 31
            more &+= UInt32(bitPattern: 0x1f_ffff &- positive) &>> 31
            more &+= UInt32(bitPattern: 0xfff_ffff &- positive) &>> 31 &+ UInt32(bitPattern: negative & 9)
        }
        total &+= Int(more)
        rest = rest.dropFirst(1 << 20)
    }
    return total
}
