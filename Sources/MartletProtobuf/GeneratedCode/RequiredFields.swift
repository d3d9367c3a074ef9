/// Looks for required fields that are missing in sub-messages, and names the way there.
///
/// Called by generated code, for fields whose messages have required fields somewhere below. Messages are looked at
/// where they lie: every decode and encode asks, and a copy would retain each string and array of each message.
public enum RequiredFields {
    /// The path to the first missing field, such as `settings.name`; nil when none is missing.
    @inlinable
    public static func missing<M: Message>(_ name: StaticString, _ value: M?) -> String? {
        guard let missing = value?._pbMissingRequired() else { return nil }
        return path(name, missing)
    }

    /// The same for a sub-message that is kept in a box.
    @inlinable
    public static func missing<M: Message>(_ name: StaticString, _ value: Boxed<M>) -> String? {
        guard let missing = value.storage?.content.missingRequired() else { return nil }
        return path(name, missing)
    }

    /// The same for a repeated field: `items[3].id`.
    @inlinable
    public static func missing<M: Message>(_ name: StaticString, _ values: [M]) -> String? {
        guard let found = values.firstBorrowed({ element in element.missingRequired() }) else { return nil }
        return path(name, found.result, index: found.index)
    }

    /// The same for a map: `limits[eu].value`.
    @inlinable
    public static func missing<Key: Hashable, M: Message>(_ name: StaticString, _ values: [Key: M]) -> String? {
        for (key, value) in values {
            if let missing = value._pbMissingRequired() { return "\(name)[\(key)].\(missing)" }
        }
        return nil
    }

    /// Out of line, as it is hardly ever needed.
    @usableFromInline @inline(never)
    static func path(_ name: StaticString, _ missing: String, index: Int? = nil) -> String {
        if let index { "\(name)[\(index)].\(missing)" } else { "\(name).\(missing)" }
    }
}

extension Message {
    /// Path of the first required field, in order of the numbers, that is missing in this message or below; nil when
    /// all are there. Types without such fields have this answer, which costs nothing.
    @inlinable @inline(__always)
    public func _pbMissingRequired() -> String? { nil }
}

extension Message {
    /// The number of the field that a path such as `limits[eu].value` ends with.
    @usableFromInline @inline(never)
    static func fieldNumber(at path: String) -> Int32? {
        var (fields, number): ([FieldInfo], Int32?) = (_pbFields, nil)
        for part in path.split(separator: ".") {
            let name = part.prefix { $0 != "[" }
            guard let field = fields.first(where: { $0.name.description == name }) else { continue }
            number = field.number
            fields = (field.type.mapValue ?? field.type).nestedFields ?? []
        }
        return number
    }
}

extension FieldType {
    fileprivate var mapValue: FieldType? {
        if case .map(_, let value) = self { value } else { nil }
    }
}
