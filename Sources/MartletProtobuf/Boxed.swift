/// Keeps a sub-message outside the message that has it: for types that contain themselves, and for sub-messages
/// so large that every copy of their parent would feel them.
///
/// It is a value like any other: copies share the box until one of them is changed. What it does is compiled once for
/// all types, not again in each message that has one.
public struct Boxed<Value: Message>: Hashable, Sendable {
    @usableFromInline var storage: Storage?

    /// Sendable because its content is only changed through a box that has just been found to be the only one.
    @usableFromInline
    final class Storage: @unchecked Sendable {
        /// The sub-message; encoded where it lies, as a copy of it would retain each string and array in it.
        ///
        /// Its accesses are not checked at run time: one that changes it goes through the only box, which is changed
        /// for as long.
        @exclusivity(unchecked)
        @usableFromInline var content: BorrowedElement<Value>

        required init(_ value: Value) { content = BorrowedElement(value) }
    }

    @inlinable
    public init() {}

    @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    public init(_ value: Value?) {
        if let value { storage = Storage(value) }
    }

    /// The sub-message, or nil when it is not set. Changing it in place copies it only when the box is shared.
    public var value: Value? {
        @inline(never) @_semantics("optimize.sil.specialize.generic.never")
        get { storage?.content.element }
        @inline(never) @_semantics("optimize.sil.specialize.generic.never")
        set { put(newValue) }
        @inline(never) @_semantics("optimize.sil.specialize.generic.never")
        _modify {
            var value = take()
            defer { put(value) }
            yield &value
        }
    }

    /// Moves the sub-message out of the box, or copies it when the box is shared.
    private mutating func take() -> Value? {
        guard isKnownUniquelyReferenced(&storage), let storage else { return value }
        var value = Value()
        swap(&value, &storage.content.element)
        return value
    }

    private mutating func put(_ value: consuming Value?) {
        guard let value else { return storage = nil }
        if isKnownUniquelyReferenced(&storage) {
            storage?.content.element = value
        } else {
            storage = Storage(value)
        }
    }

    /// The box to change in place: made when there is none, copied when it is shared. The type of boxes is not looked
    /// up here, which would take longer than to make one.
    @inline(__always)
    mutating func unique(_ type: Storage.Type) -> Storage {
        // Asked before anything else holds the box, since a second reference would make it look shared.
        if isKnownUniquelyReferenced(&storage), let storage { return storage }
        let unique = if let storage { type.init(storage.content.element) } else { type.init(Value()) }
        storage = unique
        return unique
    }

    @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    public static func == (left: Boxed, right: Boxed) -> Bool {
        left.storage === right.storage || left.value == right.value
    }

    @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    public func hash(into hasher: inout Hasher) {
        hasher.combine(value)
    }
}

extension Reader {
    /// A sub-message in a box.
    @inlinable @inline(__always)
    public mutating func message<M: Message>(_ field: inout Boxed<M>) throws(WireError) {
        try message(&field, Boxed<M>.Storage.self)
    }

    @usableFromInline @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    mutating func message<M: Message>(_ field: inout Boxed<M>, _ type: Boxed<M>.Storage.Type) throws(WireError) {
        if field.storage == nil { try chargeBox(M.self) }
        try message(&field.unique(type).content.element)
    }

    /// Takes the memory of a box, with its header, from what the message may use beyond its bytes.
    @inlinable @inline(__always)
    public mutating func chargeBox<M: Message>(_: M.Type) throws(WireError) {
        try charge(MemoryLayout<M>.stride &+ 32)
    }
}
