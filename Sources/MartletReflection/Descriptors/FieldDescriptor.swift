/// A field of a message, or an extension.
public struct FieldDescriptor: Hashable, Sendable {
    let store: FileStore
    let index: Int

    init(_ store: FileStore, _ index: Int) {
        self.store = store
        self.index = index
    }

    var record: FieldRecord { _read { yield store.fields[index] } }

    /// As the schema spells it, without the scope.
    public var name: String { record.name }
    /// Of a field, with its message in front; of an extension, with the scope it is declared in.
    public var fullName: String { record.fullName }
    /// The name in JSON; that of an extension, brackets included.
    public var jsonName: String { record.isExtension ? "[\(record.fullName)]" : record.jsonName }
    public var number: Int { record.number }
    public var kind: FieldKind { record.kind }
    public var cardinality: Cardinality { record.cardinality }
    public var features: Features { record.features }
    public var file: FileDescriptor { FileDescriptor(store) }
    public var proto: FieldDescriptorProto { record.proto }

    /// The message that has the field; of an extension, the one that it extends.
    public var containingMessage: MessageDescriptor {
        let reference = record.containing
        return MessageDescriptor(reference.store ?? store, reference.index)
    }
    public var isExtension: Bool { record.isExtension }
    /// Of an extension, the message that it is declared in.
    public var extensionScope: MessageDescriptor? { record.scope.map { MessageDescriptor(store, $0) } }
    /// The oneof that the field is a case of, a synthetic one included.
    public var containingOneof: OneofDescriptor? { record.oneof.map { OneofDescriptor(store, $0) } }
    /// The oneof that the schema declares and the field is a case of.
    public var realContainingOneof: OneofDescriptor? { containingOneof.flatMap { $0.isSynthetic ? nil : $0 } }

    /// What the values are, when ``kind`` is `message`: the entry, for a map.
    public var messageType: MessageDescriptor? {
        guard record.kind == .message, let type = record.type else { return nil }
        return MessageDescriptor(type.store ?? store, type.index)
    }
    /// What the values are, when ``kind`` is `enum`.
    public var enumType: EnumDescriptor? {
        guard record.kind == .enum, let type = record.type else { return nil }
        return EnumDescriptor(type.store ?? store, type.index)
    }

    /// Whether "absent" and "default" are told apart. Never so for repeated fields.
    public var hasPresence: Bool { record.hasPresence }
    public var isRequired: Bool { record.cardinality == .required }
    /// Whether there can be several values; so it is for maps.
    public var isRepeated: Bool { record.cardinality == .repeated }
    /// Whether it is repeated and no map.
    public var isList: Bool { record.cardinality == .repeated && !record.isMap }
    public var isMap: Bool { record.isMap }
    /// The field of a map's keys.
    public var mapKey: FieldDescriptor? { record.isMap ? messageType?.field(number: 1) : nil }
    /// The field of a map's values.
    public var mapValue: FieldDescriptor? { record.isMap ? messageType?.field(number: 2) : nil }
    /// Whether the values are written behind one tag.
    public var isPacked: Bool { record.isPacked }
    /// Whether a message is written between group tags instead of behind its length.
    public var isDelimited: Bool { record.kind == .message && record.features.messageEncoding == .delimited }
    /// Whether the field was declared as proto2's `group`, or might have been: text format then names its type.
    public var isGroupLike: Bool { record.isGroupLike }
    /// Whether the schema asks for strings that are UTF-8.
    public var validatesUTF8: Bool { record.kind == .string && record.features.utf8Validation == .verify }
    /// Whether the schema marks the value as not for logs.
    public var isRedacted: Bool { record.proto.options?.debugRedact == true }
    public var isDeprecated: Bool { record.proto.options?.deprecated == true }

    /// What a singular field has that never arrived; nil for messages and repeated fields.
    public var defaultValue: DynamicValue? { record.defaultValue }
    /// Whether the schema gives the default.
    public var hasDefaultValue: Bool { record.proto.defaultValue != nil }

    /// The field's options, those of other schemas included when the pool knows their extensions.
    public var options: DynamicMessage { optionsMessage("google.protobuf.FieldOptions", proto.options, store) }
}

/// A oneof of a message.
public struct OneofDescriptor: Hashable, Sendable {
    let store: FileStore
    let index: Int

    init(_ store: FileStore, _ index: Int) {
        self.store = store
        self.index = index
    }

    var record: OneofRecord { _read { yield store.oneofs[index] } }

    public var name: String { record.name }
    public var fullName: String { record.fullName }
    public var features: Features { record.features }
    public var file: FileDescriptor { FileDescriptor(store) }
    public var proto: OneofDescriptorProto { record.proto }
    public var containingMessage: MessageDescriptor { MessageDescriptor(store, record.parent) }
    /// In the schema's order.
    public var fields: [FieldDescriptor] { record.fields.map { FieldDescriptor(store, $0) } }
    /// Made up by protoc for an `optional` field of proto3.
    public var isSynthetic: Bool { record.isSynthetic }
    public var options: DynamicMessage { optionsMessage("google.protobuf.OneofOptions", proto.options, store) }
}

extension FieldDescriptor: CustomStringConvertible {
    public var description: String { fullName }
}

extension OneofDescriptor: CustomStringConvertible {
    public var description: String { fullName }
}
