extension Reader {
    /// A sub-message: one that arrives in several pieces is merged, so reading goes on in the value that is there.
    ///
    /// Once for each type, not in each message that has one: there it took nine times as long to compile as any other
    /// field.
    @inlinable @inline(never)
    public mutating func message<M: Message>(_ field: inout M?) throws(WireError) {
        // Not `field == nil`: messages are Equatable, and this would compare two of them, copied for the purpose.
        if case .none = field { field = M() }
        if let outerEnd = try enterMessage() {
            try field?._pbDecode(&self)
            leaveMessage(outerEnd)
        }
    }

    /// The message of a oneof case: one that arrives in several pieces is merged, so reading goes on in the old one if
    /// there is one. The caller has taken it out of the oneof, since what is held twice is copied when it changes.
    @inlinable @inline(never)
    public mutating func message<M: Message>(after old: consuming M?) throws(WireError) -> M {
        var value = old ?? M()
        try message(&value)
        return value
    }

    /// A message that is there already.
    @inlinable @inline(__always)
    package mutating func message<M: Message>(_ value: inout M) throws(WireError) {
        if let outerEnd = try enterMessage() {
            try value._pbDecode(&self)
            leaveMessage(outerEnd)
        }
    }

    /// One element and all that follow it at once, each read in place at the end of the array.
    @inlinable
    public mutating func messages<M: Message>(_ elements: inout [M], _ tag: UInt32) throws(WireError) {
        if elements.isEmpty { reserve(&elements, tag) }
        repeat {
            try charge(MemoryLayout<M>.stride)
            elements.append(M())
            if let outerEnd = try enterMessage() {
                try elements[elements.count &- 1]._pbDecode(&self)
                leaveMessage(outerEnd)
            }
        } while skipTag(tag)
    }

    /// Narrows the reader to the sub-message that begins here; nil when it is empty.
    @inlinable @inline(__always)
    mutating func enterMessage() throws(WireError) -> UnsafePointer<UInt8>? {
        guard remainingDepth > 0 else { try WireError.nestingTooDeep.raise() }
        let count = try length()
        if count == 0 { return nil }
        let outerEnd = end
        end = next + count
        remainingDepth &-= 1
        return outerEnd
    }

    @inlinable @inline(__always)
    mutating func leaveMessage(_ outerEnd: UnsafePointer<UInt8>) {
        end = outerEnd
        remainingDepth &+= 1
    }

    /// Makes room for the elements that follow one another with this tag, but for no more than the limit allows:
    /// growing a large array step by step costs a move of everything at each step.
    @inlinable
    mutating func reserve<Element>(_ elements: inout [Element], _ tag: UInt32) {
        let affordable = remainingElementMemory / max(MemoryLayout<Element>.stride, 1)
        elements.reserveCapacity(min(runLength(tag), affordable))
    }

    /// How many length-delimited fields with this tag follow one another, the one whose tag was read included.
    @usableFromInline @inline(never)
    mutating func runLength(_ tag: UInt32) -> Int {
        let (start, tagBegin) = (next, tagStart)
        defer { (next, tagStart) = (start, tagBegin) }
        var count = 0
        repeat {
            guard let length = try? length() else { return count }
            next += length
            count &+= 1
        } while skipTag(tag)
        return count
    }
}
