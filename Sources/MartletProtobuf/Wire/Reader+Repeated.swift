extension Reader {
    /// A field of one value.
    @inlinable @inline(__always)
    public mutating func read<Coding: ReadableCoding>(_: Coding) throws(WireError) -> Coding.Value {
        try Coding.read(&self)
    }

    /// A repeated field of numbers: packed or not is seen in the tag, and both are read whatever the schema says.
    @inlinable @inline(never)
    public mutating func repeated<Coding: NumberCoding>(
        _ elements: inout [Coding.Value], _: Coding, _ tag: UInt32
    ) throws(WireError) {
        if tag & 7 == WireType.lengthDelimited.rawValue {
            try Coding.readPacked(&self, &elements)
        } else {
            repeat {
                try charge(MemoryLayout<Coding.Value>.stride)
                elements.append(try Coding.read(&self))
            } while skipTag(tag)
        }
    }

    /// A repeated field of strings or bytes.
    @inlinable @inline(never)
    public mutating func repeated<Coding: LengthDelimitedCoding>(
        _ elements: inout [Coding.Value], _: Coding, _ tag: UInt32
    ) throws(WireError) {
        if elements.isEmpty { reserve(&elements, tag) }
        repeat {
            try charge(MemoryLayout<Coding.Value>.stride &+ Coding.headerSize)
            elements.append(try Coding.read(&self))
        } while skipTag(tag)
    }

    /// Packed varints: counted first, then written straight into the array's storage.
    @inlinable @inline(__always)
    mutating func packedVarints<Coding: VarintCoding>(
        _ elements: inout [Coding.Value], _: Coding.Type
    ) throws(WireError) {
        let length = try length()
        guard length > 0 else { return }
        guard next[length &- 1] < 0x80 else { throw .truncated }
        if length <= 8, elements.isEmpty, limit - next >= 8, let few = try few(length, Coding.self) {
            elements = few
            return
        }
        let count = varintCount(UnsafeRawBufferPointer(start: next, count: length))
        let outerEnd = end
        end = next + length
        try charge(max(count &* MemoryLayout<Coding.Value>.stride &- length, 0))
        var failure: WireError?
        elements.append(addingCapacity: count) { (output: inout OutputSpan<Coding.Value>) in
            output.withUnsafeMutableBufferPointer { buffer, initialized in
                guard let start = buffer.baseAddress else { return }
                failure = readVarints(to: start + initialized, Coding.self)
                if failure == nil { initialized &+= count }
            }
        }
        if let failure { throw failure }
        end = outerEnd
    }

    /// Up to three varints in up to eight bytes, which are loaded at once; nil when there are more of them. That is
    /// what most packed fields hold, and an array of a known number of elements takes a third less to make.
    @inlinable @inline(__always)
    mutating func few<Coding: VarintCoding>(
        _ length: Int, _: Coding.Type
    ) throws(WireError) -> [Coding.Value]? {
        let unused = UInt64(truncatingIfNeeded: 64 &- 8 &* length)
        var varints = PackedWord(UnsafeRawPointer(next).loadUnaligned(as: UInt64.self), unused)
        let count = varints.count
        guard count <= 3 else { return nil }
        try charge(max(count &* MemoryLayout<Coding.Value>.stride &- length, 0))
        next += length
        let first = Coding.value(varints.next())
        if count == 1 { return [first] }
        let second = Coding.value(varints.next())
        if count == 2 { return [first, second] }
        return [first, second, Coding.value(varints.next())]
    }

    /// Reads the varints up to the reader's end; the caller has counted them and made room.
    @inlinable @inline(__always)
    mutating func readVarints<Coding: VarintCoding>(
        to start: UnsafeMutablePointer<Coding.Value>, _: Coding.Type
    ) -> WireError? {
        var place = start
        // In locals, so that they stay in registers: stores to the buffer might change what a reader points to.
        var cursor = next
        let end = end
        while limit - cursor >= 10, cursor < end {
            let first = UInt64(cursor[0])
            if first < 0x80 {
                place.initialize(to: Coding.value(first))
                cursor += 1
            } else if cursor[1] < 0x80 {
                place.initialize(to: Coding.value(first & 0x7f | UInt64(cursor[1]) &<< 7))
                cursor += 2
            } else if cursor[2] < 0x80 {
                let low = first & 0x7f | UInt64(cursor[1] & 0x7f) &<< 7
                place.initialize(to: Coding.value(low | UInt64(cursor[2]) &<< 14))
                cursor += 3
            } else if cursor[3] < 0x80 {
                let low = first & 0x7f | UInt64(cursor[1] & 0x7f) &<< 7
                place.initialize(to: Coding.value(low | UInt64(cursor[2] & 0x7f) &<< 14 | UInt64(cursor[3]) &<< 21))
                cursor += 4
            } else {
                next = cursor
                guard let raw = try? longVarint() else { return .varintTooLong }
                place.initialize(to: Coding.value(raw))
                cursor = next
            }
            place += 1
        }
        next = cursor
        while next < end {
            guard let raw = try? varint() else { return .varintTooLong }
            place.initialize(to: Coding.value(raw))
            place += 1
        }
        return nil
    }

    /// Packed values of a fixed size: one copy of all of them.
    @inlinable @inline(__always)
    mutating func packedFixed<Value: BitwiseCopyable>(_ elements: inout [Value]) throws(WireError) {
        let start = next
        let length = try length()
        guard length % MemoryLayout<Value>.size == 0 else {
            next = start
            throw .truncated
        }
        let count = length / MemoryLayout<Value>.size
        let source = UnsafeRawBufferPointer(start: next, count: length)
        elements.append(addingCapacity: count) { (output: inout OutputSpan<Value>) in
            output.withUnsafeMutableBufferPointer { buffer, initialized in
                UnsafeMutableRawBufferPointer(buffer).copyMemory(from: source)
                initialized &+= count
            }
        }
        next += length
    }
}

/// Varints in one word, the first byte lowest.
@usableFromInline
struct PackedWord {
    @usableFromInline var bytes: UInt64
    /// The top bit of each byte that is the last of a varint.
    @usableFromInline var ends: UInt64

    /// The `unused` high bits of the word do not count.
    @inlinable @inline(__always)
    init(_ word: UInt64, _ unused: UInt64) {
        bytes = word & (UInt64.max &>> unused)
        ends = endBits(word) & (UInt64.max &>> unused)
    }

    /// Each end counts for itself; their sum is the product's highest byte.
    @inlinable @inline(__always)
    var count: Int { Int(truncatingIfNeeded: (ends &>> 7 &* 0x0101_0101_0101_0101) &>> 56) }

    /// Takes the lowest varint off; there must be one.
    @inlinable @inline(__always)
    mutating func next() -> UInt64 {
        let width = UInt64(truncatingIfNeeded: ends.trailingZeroBitCount &+ 1)
        let varint = bytes & (UInt64.max &>> (64 &- width))
        bytes &>>= width
        ends &>>= width
        // Groups of seven bits are moved together: two by two, then pairs of them, then the halves.
        let pairs = varint & 0x007f_007f_007f_007f | (varint & 0x7f00_7f00_7f00_7f00) &>> 1
        let fours = pairs & 0x0000_3fff_0000_3fff | (pairs & 0x3fff_0000_3fff_0000) &>> 2
        return fours & 0x0fff_ffff | (fours & 0x0fff_ffff_0000_0000) &>> 4
    }
}
