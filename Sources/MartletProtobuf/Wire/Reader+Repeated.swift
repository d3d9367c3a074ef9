extension Reader {
    /// A field of one value.
    @inlinable @inline(__always)
    public mutating func read<Coding: ReadableCoding>(_: Coding) throws(WireError) -> Coding.Value {
        try Coding.read(&self)
    }

    /// A repeated field of numbers: packed or not is seen in the tag, and both are read whatever the schema says.
    @inlinable @inline(__always)
    public mutating func repeated<Coding: NumberCoding>(
        _ elements: inout [Coding.Value], _: Coding, _ tag: UInt32
    ) throws(WireError) {
        if tag & 7 == WireType.lengthDelimited.rawValue {
            try Coding.readPacked(&self, &elements)
        } else {
            repeat {
                elements.append(try Coding.read(&self))
            } while skipTag(tag)
        }
    }

    /// A repeated field of strings or bytes.
    @inlinable
    public mutating func repeated<Coding: LengthDelimitedCoding>(
        _ elements: inout [Coding.Value], _: Coding, _ tag: UInt32
    ) throws(WireError) {
        if elements.isEmpty { reserve(&elements, tag) }
        repeat {
            try charge(MemoryLayout<Coding.Value>.stride)
            elements.append(try Coding.read(&self))
        } while skipTag(tag)
    }

    /// Packed varints: counted first, then written straight into the array's storage.
    @inlinable @inline(__always)
    mutating func packedVarints<Value>(
        _ elements: inout [Value], _ value: (UInt64) -> Value
    ) throws(WireError) {
        let length = try length()
        guard length > 0 else { return }
        let outerEnd = end
        end = next + length
        guard end[-1] < 0x80 else { throw .truncated }
        let count = varintCount(length)
        var failure: WireError?
        elements.append(addingCapacity: count) { (output: inout OutputSpan<Value>) in
            failure = fill(&output, count, value)
        }
        if let failure { throw failure }
        end = outerEnd
    }

    /// Reads `count` varints, which fill the rest of the packed field.
    @inlinable @inline(__always)
    mutating func fill<Value>(
        _ output: inout OutputSpan<Value>, _ count: Int, _ value: (UInt64) -> Value
    ) -> WireError? {
        // The last byte of the field ends a varint, so a byte that does not end one always has a successor.
        while next < end {
            let first = UInt64(next[0])
            if first < 0x80 {
                output.append(value(first))
                next += 1
                continue
            }
            let second = UInt64(next[1])
            if second < 0x80 {
                output.append(value(first & 0x7f | second &<< 7))
                next += 2
                continue
            }
            do throws(WireError) {
                output.append(value(try longVarint()))
            } catch {
                return error
            }
        }
        return nil
    }

    /// Every varint has one byte below 0x80, its last.
    @inlinable @inline(__always)
    func varintCount(_ length: Int) -> Int {
        var count = 0
        for index in 0..<length { count &+= Int(truncatingIfNeeded: ~next[index] &>> 7) }
        return count
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
