/// Looks for required fields that are missing in sub-messages, and names the way there.
///
/// Called by generated code, for fields whose messages have required fields somewhere below.
public enum RequiredFields {
    /// The path to the first missing field, such as `settings.name`; nil when none is missing.
    @inlinable
    public static func missing<M: Message>(_ name: StaticString, _ value: M?) -> String? {
        guard let missing = value?._pbMissingRequired() else { return nil }
        return "\(name).\(missing)"
    }

    /// The same for a repeated field: `items[3].id`.
    @inlinable
    public static func missing<M: Message>(_ name: StaticString, _ values: [M]) -> String? {
        for (index, value) in values.enumerated() {
            if let missing = value._pbMissingRequired() { return "\(name)[\(index)].\(missing)" }
        }
        return nil
    }

    /// The same for a map: `limits[eu].value`.
    @inlinable
    public static func missing<Key: Hashable, M: Message>(_ name: StaticString, _ values: [Key: M]) -> String? {
        for (key, value) in values {
            if let missing = value._pbMissingRequired() { return "\(name)[\(key)].\(missing)" }
        }
        return nil
    }
}

extension Message {
    /// Path of the first required field, in order of the numbers, that is missing in this message or below; nil when
    /// all are there. Types without such fields have this answer, which costs nothing.
    @inlinable @inline(__always)
    public func _pbMissingRequired() -> String? { nil }
}
