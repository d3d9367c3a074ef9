/// Compares and hashes fields of messages, arrays and maps, with code that is not repeated in each message.
///
/// Called by generated code. Those of the standard library are compiled anew, or even inline, for each type: that took
/// a twentieth of all the code of generated messages. These reach messages through their protocol, which takes 2 to 8 %
/// more instructions.
public enum FieldValues {
    /// Whether two sub-messages are equal, or both not set.
    @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    public static func areEqual<M: Message>(_ left: M?, _ right: M?) -> Bool { left == right }

    /// Whether two repeated fields have equal messages in the same order.
    @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    public static func areEqual<M: Message>(_ left: [M], _ right: [M]) -> Bool { left == right }

    /// Whether two maps have the same keys, with equal messages.
    @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    public static func areEqual<Key: Hashable, M: Message>(_ left: [Key: M], _ right: [Key: M]) -> Bool {
        left == right
    }

    /// Hashes a sub-message.
    @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    public static func hash<M: Message>(_ value: M?, into hasher: inout Hasher) { hasher.combine(value) }

    /// Hashes repeated messages.
    @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    public static func hash<M: Message>(_ values: [M], into hasher: inout Hasher) {
        hasher.combine(values.count)
        values.forEachBorrowed { element in element.hash(into: &hasher) }
    }

    /// Hashes a map with messages.
    @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    public static func hash<Key: Hashable, M: Message>(_ entries: [Key: M], into hasher: inout Hasher) {
        hasher.combine(entries)
    }

    /// Hashes repeated values.
    @inlinable @inline(never)
    public static func hash<Value: Hashable>(_ values: [Value], into hasher: inout Hasher) { hasher.combine(values) }

    /// Hashes a map.
    @inlinable @inline(never)
    public static func hash<Key: Hashable, Value: Hashable>(_ entries: [Key: Value], into hasher: inout Hasher) {
        hasher.combine(entries)
    }
}
