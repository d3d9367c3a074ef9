/// The first pass of encoding: counts bytes and remembers the size of every sub-message.
@safe
public struct SizeCounter: ~Copyable {
    /// Bytes counted so far. Wrapping additions: the sum of sizes of values that are in memory at once stays far
    /// below Int.max.
    @usableFromInline var total = 0
    @usableFromInline var table: SizeTable
    /// Whether maps are walked in the order of their keys.
    @usableFromInline let sortsMaps: Bool

    @usableFromInline
    init(_ scratch: UnsafeMutableBufferPointer<UInt32>, _ options: EncodingOptions) {
        table = SizeTable(scratch)
        sortsMaps = options.deterministic
    }

    @usableFromInline
    var sizes: UnsafeMutablePointer<UInt32> { table.base }

    /// Gives the table's memory back; until then `sizes` is valid.
    @usableFromInline
    consuming func finish() {}

    @inlinable @inline(__always)
    mutating func add(_ number: Int, _ type: WireType, _ size: Int) {
        total &+= varintSize(UInt64(tag(number, type))) &+ size
    }

    @inlinable @inline(__always)
    mutating func add<M: Message>(_ number: Int, _ message: borrowing BorrowedElement<M>) {
        addMessage(number) { counter in message.measure(&counter) }
    }

    /// A sub-message of the bytes that `body` counts.
    @inlinable @inline(__always)
    mutating func addMessage(_ number: Int, _ body: (inout SizeCounter) -> Void) {
        let size = measure(body)
        add(number, .lengthDelimited, varintSize(UInt64(truncatingIfNeeded: size)))
    }

    /// Counts what `body` counts, and gives its size a place in the table, in front of those inside it.
    @inlinable @inline(__always)
    mutating func measure(_ body: (inout SizeCounter) -> Void) -> Int {
        let place = table.reserve()
        let before = total
        body(&self)
        let size = total &- before
        table.set(place, size)
        return size
    }
}

extension SizeCounter: FieldEncoder {
    @inlinable @inline(__always)
    public mutating func singular<Coding: ScalarCoding>(_ number: Int, _ value: Coding.Value, _: Coding) {
        Coding.measureUnlessDefault(number, value, &self)
    }

    @inlinable @inline(__always)
    public mutating func optional<Coding: FieldCoding>(_ number: Int, _ value: Coding.Value?, _: Coding) {
        // Not `if let value`, which retains a string for the purpose.
        guard case .some = value else { return }
        add(number, Coding.wireType, Coding.size(value.unsafelyUnwrapped, &self))
    }

    @inlinable @inline(never)
    public mutating func repeated<Coding: FieldCoding>(_ number: Int, _ values: [Coding.Value], _: Coding) {
        values.forEachBorrowed { element in element.measure(number, Coding.self, &self) }
    }

    @inlinable @inline(__always)
    public mutating func packed<Coding: PackableCoding>(_ number: Int, _ values: [Coding.Value], _: Coding) {
        guard !values.isEmpty else { return }
        let size = Coding.packedSize(values)
        table.set(table.reserve(), size)
        add(number, .lengthDelimited, lengthPrefixed(size))
    }

    @inlinable @inline(never)
    public mutating func map<Key: MapKeyCoding, Value: FieldCoding>(
        _ number: Int, _ entries: [Key.Value: Value.Value], _: Key, _: Value
    ) {
        if sortsMaps { return sortedMap(number, entries, Key.self, Value.self) }
        for (key, value) in entries { entry(number, key, value, Key.self, Value.self) }
    }

    @inlinable @inline(never)
    mutating func sortedMap<Key: MapKeyCoding, Value: FieldCoding>(
        _ number: Int, _ entries: [Key.Value: Value.Value], _: Key.Type, _: Value.Type
    ) {
        for (key, value) in sorted(entries, by: Key.self) { entry(number, key, value, Key.self, Value.self) }
    }

    @inlinable @inline(__always)
    mutating func entry<Key: MapKeyCoding, Value: FieldCoding>(
        _ number: Int, _ key: Key.Value, _ value: Value.Value, _: Key.Type, _: Value.Type
    ) {
        let size = 2 &+ Key.size(key, &self) &+ Value.size(value, &self)
        add(number, .lengthDelimited, lengthPrefixed(size))
    }

    @inlinable @inline(__always)
    public mutating func message<M: Message>(_ number: Int, _ value: M?) {
        // Not `value != nil`: messages are Equatable, and this would compare two of them, copied for the purpose.
        guard case .some = value else { return }
        addMessage(number) { counter in value?._pbMeasure(&counter) }
    }

    @inlinable @inline(__always)
    public mutating func message<M: Message>(_ number: Int, _ value: Boxed<M>) {
        if let storage = value.storage { boxed(number, storage) }
    }

    @usableFromInline @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    mutating func boxed<M: Message>(_ number: Int, _ storage: Boxed<M>.Storage) {
        add(number, storage.content)
    }

    @inlinable @inline(__always)
    public mutating func messages<M: Message>(_ number: Int, _ values: [M]) {
        // Asked here too: an empty array costs no call.
        if values.isEmpty { return }
        values.withBorrowedElements { elements in
            each(number, UnsafeRawPointer(elements), values.count, MemoryLayout<M>.stride, M.self)
        }
    }

    /// The elements of an array, reached through their protocol: code that is the same for all types.
    @usableFromInline @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    mutating func each<M: Message>(
        _ number: Int, _ elements: UnsafeRawPointer, _ count: Int, _ stride: Int, _: M.Type
    ) {
        for index in 0..<count {
            let element = (elements + index &* stride).assumingMemoryBound(to: BorrowedElement<M>.self)
            add(number, element.pointee)
        }
    }

    @inlinable
    public mutating func group<M: Message>(_ number: Int, _ value: M?) {
        guard case .some = value else { return }
        add(number, .startGroup, 0)
        value?._pbMeasure(&self)
        add(number, .endGroup, 0)
    }

    @inlinable
    public mutating func group<M: Message>(_ number: Int, _ value: Boxed<M>) {
        guard let storage = value.storage else { return }
        group(number, storage.content)
    }

    @inlinable
    public mutating func groups<M: Message>(_ number: Int, _ values: [M]) {
        values.forEachBorrowed { element in group(number, element) }
    }

    @inlinable @inline(__always)
    mutating func group<M: Message>(_ number: Int, _ message: borrowing BorrowedElement<M>) {
        add(number, .startGroup, 0)
        message.measure(&self)
        add(number, .endGroup, 0)
    }

    @inlinable @inline(__always)
    public mutating func unknown(_ fields: UnknownFields) {
        if !fields.isEmpty { total &+= fields.byteCount }
    }
}
