/// Groups stand between a start and an end tag instead of behind a length: proto2's `group` and the editions'
/// `DELIMITED`. Their end is looked for first, so that what reads a message need not know of end tags.
extension Reader {
    @inlinable
    public mutating func group<M: Message>(_ field: inout M?, _ tag: UInt32) throws(WireError) {
        if case .none = field { field = M() }
        let outerEnd = end
        let afterGroup = try enterGroup(tag)
        try field?._pbDecode(&self)
        next = afterGroup
        leaveMessage(outerEnd)
    }

    @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    public mutating func group<M: Message>(_ field: inout Boxed<M>, _ tag: UInt32) throws(WireError) {
        if field.storage == nil { try chargeBox(M.self) }
        try group(&field.unique(Boxed<M>.Storage.self).content.element, tag)
    }

    @inlinable
    public mutating func groups<M: Message>(_ elements: inout [M], _ tag: UInt32) throws(WireError) {
        try charge(MemoryLayout<M>.stride)
        elements.append(M())
        try group(&elements[elements.count &- 1], tag)
    }

    /// The group of a oneof case, as ``message(after:)`` reads a message.
    @inlinable @inline(never)
    public mutating func group<M: Message>(after old: consuming M?, _ tag: UInt32) throws(WireError) -> M {
        var value = old ?? M()
        try group(&value, tag)
        return value
    }

    @inlinable
    package mutating func group<M: Message>(_ value: inout M, _ tag: UInt32) throws(WireError) {
        let outerEnd = end
        let afterGroup = try enterGroup(tag)
        try value._pbDecode(&self)
        next = afterGroup
        leaveMessage(outerEnd)
    }

    /// Narrows the reader to what is between the tags, and returns where the group's end tag ends.
    @usableFromInline
    mutating func enterGroup(_ tag: UInt32) throws(WireError) -> UnsafePointer<UInt8> {
        let start = next
        try skipGroup(tag &>> 3)
        let afterGroup = next
        // The end tag is the one that was read last.
        end = tagStart
        next = start
        remainingDepth &-= 1
        return afterGroup
    }
}
