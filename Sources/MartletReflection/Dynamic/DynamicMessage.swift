public import MartletProtobuf

/// A message whose type is known only when the program runs: a plain value like a generated one.
///
/// Two are equal when their descriptors and all their fields are, unknown ones included.
public struct DynamicMessage: Sendable {
    public let descriptor: MessageDescriptor
    /// Fields that are set, in the order of their numbers; extensions among them.
    var entries: [Entry] = []
    /// Fields that arrived but are neither in the schema nor known extensions; written back when encoding.
    public var unknownFields = UnknownFields()

    /// One field that is set. Lists and maps are never empty here, and fields without presence never zero.
    struct Entry: Hashable, Sendable {
        let field: FieldDescriptor
        let number: Int
        var value: DynamicValue

        init(_ field: FieldDescriptor, _ value: DynamicValue) {
            self.field = field
            self.number = field.number
            self.value = value
        }
    }

    /// A message with no field set.
    public init(_ descriptor: MessageDescriptor) {
        self.descriptor = descriptor
    }

    /// The fields that are set and their values, in the order of their numbers; extensions among them.
    public var presentFields: [(field: FieldDescriptor, value: DynamicValue)] {
        entries.map { ($0.field, $0.value) }
    }

    /// Whether the field is set: for one without presence, whether it is not zero; for a list or a map, whether it
    /// has elements.
    public func has(_ field: FieldDescriptor) -> Bool { place(of: field) != nil }

    /// The field's value, or nil when it is not set.
    public subscript(field: FieldDescriptor) -> DynamicValue? {
        place(of: field).map { entries[$0].value }
    }

    /// The value of the field of that name, as the schema spells it; nil when it is not set or there is none.
    public subscript(name: String) -> DynamicValue? {
        descriptor.field(named: name).flatMap { self[$0] }
    }

    /// The field's value, or what it has when it is not set: the schema's default, an empty message, list or map.
    public func value(of field: FieldDescriptor) -> DynamicValue {
        if let value = self[field] { return value }
        if field.isMap { return .map([:]) }
        if field.isRepeated { return .list([]) }
        if let type = field.messageType { return .message(DynamicMessage(type)) }
        return field.defaultValue ?? .list([])
    }

    /// The case of the oneof that is set.
    public func setField(of oneof: OneofDescriptor) -> FieldDescriptor? {
        place(of: oneof).map { entries[$0].field }
    }

    /// Sets the field, and clears the other cases of its oneof. An empty list or map clears the field, and so does
    /// zero where the field has no presence.
    ///
    /// - Throws: ``DynamicMessageError`` when the field is not of this message or cannot have the value.
    public mutating func set(
        _ field: FieldDescriptor, to value: DynamicValue
    ) throws(DynamicMessageError) {
        try check(field)
        try field.check(value)
        put(value, in: field)
    }

    /// Sets the field of that name, as the schema spells it.
    public mutating func set(_ name: String, to value: DynamicValue) throws(DynamicMessageError) {
        guard let field = descriptor.field(named: name) else {
            throw .noSuchField(message: descriptor.fullName, field: name)
        }
        try set(field, to: value)
    }

    /// Appends one value to a list.
    public mutating func append(_ value: DynamicValue, to field: FieldDescriptor) throws(DynamicMessageError) {
        try check(field)
        guard field.isList else { throw .wrongType(field: field.fullName, expected: field.typeDescription) }
        try field.checkElement(value)
        appendUnchecked(value, to: field)
    }

    /// Sets the value of one key of a map.
    public mutating func set(
        _ field: FieldDescriptor, key: DynamicMapKey, to value: DynamicValue
    ) throws(DynamicMessageError) {
        try check(field)
        guard field.isMap else { throw .wrongType(field: field.fullName, expected: field.typeDescription) }
        try field.check(.map([key: value]))
        setUnchecked(field, key: key, to: value)
    }

    /// Makes the field unset.
    public mutating func clear(_ field: FieldDescriptor) {
        if let place = place(of: field) { entries.remove(at: place) }
    }

    private func check(_ field: FieldDescriptor) throws(DynamicMessageError) {
        guard field.containingMessage == descriptor else {
            throw .noSuchField(message: descriptor.fullName, field: field.fullName)
        }
    }
}

extension DynamicMessage: Hashable {
    public static func == (left: Self, right: Self) -> Bool {
        left.descriptor == right.descriptor && left.entries == right.entries
            && left.unknownFields == right.unknownFields
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(descriptor)
        hasher.combine(entries)
        hasher.combine(unknownFields)
    }
}

extension DynamicMessage: CustomStringConvertible {
    /// The message on one line, in text format: for people, not for programs.
    ///
    /// Fields that the schema marks with `debug_redact` show as `[REDACTED]`, unknown fields under their numbers, and
    /// what exceeds 4 KiB is cut off with an ellipsis.
    public var description: String {
        let options = TextFormatOptions(
            isSingleLine: true, printsUnknownFields: true, redactsMarkedFields: true, nestingLimit: 4)
        var printer = TextFormatPrinter(options: options, pool: descriptor.store.pool, limit: 4096)
        printer.print(self)
        return printer.isFull ? printer.text.prefix(4096) + "…" : printer.text
    }
}

/// Why a field of a ``DynamicMessage`` cannot be set.
public enum DynamicMessageError: Error, Hashable, Sendable {
    /// The message has no such field, or the descriptor is that of another message.
    case noSuchField(message: String, field: String)
    /// The field has values of another type.
    case wrongType(field: String, expected: String)
    /// The field's enum is closed, and has no such number.
    case unknownEnumNumber(field: String, number: Int32)
}

extension DynamicMessageError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noSuchField(let message, let field): "\(message) has no field \(field)"
        case .wrongType(let field, let expected): "\(field) takes \(expected)"
        case .unknownEnumNumber(let field, let number): "\(field) is of a closed enum without \(number)"
        }
    }
}
