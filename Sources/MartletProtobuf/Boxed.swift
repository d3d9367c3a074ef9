/// Keeps a sub-message outside the message that has it: for types that contain themselves, and for sub-messages
/// so large that every copy of their parent would feel them.
///
/// It is a value like any other: copies share the box until one of them is changed.
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

        @inlinable
        init(_ value: Value) { content = BorrowedElement(value) }
    }

    @inlinable
    public init() {}

    @inlinable
    public init(_ value: Value?) {
        storage = value.map(Storage.init)
    }

    /// The sub-message, or nil when it is not set.
    @inlinable
    public var value: Value? {
        get { storage?.content.element }
        set {
            guard let newValue else { return storage = nil }
            if isKnownUniquelyReferenced(&storage) {
                storage?.content.element = newValue
            } else {
                storage = Storage(newValue)
            }
        }
    }

    /// The box to change in place: made when there is none, copied when it is shared.
    @inlinable
    mutating func uniqueStorage() -> Storage {
        // Asked before anything else holds the box, since a second reference would make it look shared.
        if isKnownUniquelyReferenced(&storage), let storage { return storage }
        let unique = Storage(value ?? Value())
        storage = unique
        return unique
    }

    public static func == (left: Boxed, right: Boxed) -> Bool {
        left.storage === right.storage || left.value == right.value
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(value)
    }
}

extension Reader {
    /// A sub-message in a box.
    @inlinable
    public mutating func message<M: Message>(_ field: inout Boxed<M>) throws(WireError) {
        if field.storage == nil { try chargeBox(M.self) }
        try message(&field.uniqueStorage().content.element)
    }

    /// Takes the memory of a box, with its header, from what the message may use beyond its bytes.
    @inlinable @inline(__always)
    public mutating func chargeBox<M: Message>(_: M.Type) throws(WireError) {
        try charge(MemoryLayout<M>.stride &+ 32)
    }
}
