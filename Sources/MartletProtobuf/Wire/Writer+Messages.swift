extension Writer {
    /// A sub-message.
    @inlinable @inline(__always)
    public mutating func message<M: Message>(_ number: Int, _ value: M?) {
        // Not `value != nil`: messages are Equatable, and this would compare two of them, copied for the purpose.
        guard case .some = value else { return }
        let end = count
        value?._pbWrite(&self)
        close(tag(number), end)
    }

    /// A sub-message that is kept in a box.
    @inlinable @inline(__always)
    public mutating func message<M: Message>(_ number: Int, _ value: Boxed<M>) {
        if let storage = value.storage { boxed(tag(number), storage) }
    }

    @usableFromInline @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    mutating func boxed<M: Message>(_ tag: UInt32, _ storage: Boxed<M>.Storage) {
        let end = count
        storage.content.write(&self)
        close(tag, end)
    }

    /// A repeated field of messages.
    @inlinable @inline(__always)
    public mutating func messages<M: Message>(_ number: Int, _ values: [M]) {
        // Asked here too: an empty array costs no call.
        if values.isEmpty { return }
        values.withBorrowedElements { elements in
            each(tag(number), UnsafeRawPointer(elements), values.count, MemoryLayout<M>.stride, M.self)
        }
    }

    /// The elements of an array, reached through their protocol: code that is the same for all types.
    @usableFromInline @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    mutating func each<M: Message>(
        _ tag: UInt32, _ elements: UnsafeRawPointer, _ count: Int, _ stride: Int, _: M.Type
    ) {
        var element = elements + count &* stride
        while element > elements {
            element -= stride
            let end = self.count
            element.assumingMemoryBound(to: BorrowedElement<M>.self).pointee.write(&self)
            varint(tag, UInt64(truncatingIfNeeded: self.count &- end))
        }
    }

    /// What writes messages whose types are known only at run time needs: a message without a `Message`.
    package mutating func nested(_ number: Int, _ body: (inout Writer) -> Void) {
        let end = count
        body(&self)
        close(tag(number), end)
    }

    @inlinable @inline(__always)
    func tag(_ number: Int) -> UInt32 { MartletProtobuf.tag(number, .lengthDelimited) }
}

extension Writer {
    /// A sub-message between group tags.
    @inlinable
    public mutating func group<M: Message>(_ number: Int, _ value: M?) {
        guard case .some = value else { return }
        group(number) { writer in value?._pbWrite(&writer) }
    }

    /// A sub-message between group tags that is kept in a box.
    @inlinable
    public mutating func group<M: Message>(_ number: Int, _ value: Boxed<M>) {
        if let storage = value.storage { group(number) { writer in storage.content.write(&writer) } }
    }

    /// A repeated field of messages between group tags.
    @inlinable
    public mutating func groups<M: Message>(_ number: Int, _ values: [M]) {
        values.forEachBorrowedFromTheLast { element in group(number) { writer in element.write(&writer) } }
    }

    /// What `body` writes, between group tags.
    @inlinable @inline(__always)
    package mutating func group(_ number: Int, _ body: (inout Writer) -> Void) {
        tag(number, .endGroup)
        body(&self)
        tag(number, .startGroup)
    }
}
