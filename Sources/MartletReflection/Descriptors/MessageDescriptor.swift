/// A message of a schema.
public struct MessageDescriptor: Hashable, Sendable {
    let store: FileStore
    let index: Int

    init(_ store: FileStore, _ index: Int) {
        self.store = store
        self.index = index
    }

    var record: MessageRecord { _read { yield store.messages[index] } }

    public var name: String { record.name }
    /// With the package and the messages around it, such as `shop.v1.Order.Item`.
    public var fullName: String { record.fullName }
    public var features: Features { record.features }
    public var file: FileDescriptor { FileDescriptor(store) }
    public var proto: DescriptorProto { record.proto }
    /// The message that this one is declared in.
    public var containingMessage: MessageDescriptor? { record.parent.map { MessageDescriptor(store, $0) } }

    /// In the schema's order.
    public var fields: [FieldDescriptor] { record.fields.map { FieldDescriptor(store, $0) } }
    /// In the order of their numbers.
    public var fieldsInNumberOrder: [FieldDescriptor] { record.fieldsInOrder.map { FieldDescriptor(store, $0) } }
    /// In the schema's order; synthetic ones, of `optional` fields in proto3, stand last.
    public var oneofs: [OneofDescriptor] { record.oneofs.map { OneofDescriptor(store, $0) } }
    public var nestedMessages: [MessageDescriptor] { record.nestedMessages.map { MessageDescriptor(store, $0) } }
    public var nestedEnums: [EnumDescriptor] { record.nestedEnums.map { EnumDescriptor(store, $0) } }
    /// Extensions of any message that are declared inside this one.
    public var nestedExtensions: [FieldDescriptor] { record.extensions.map { FieldDescriptor(store, $0) } }
    /// Numbers that extensions of this message may have.
    public var extensionRanges: [Range<Int>] { record.extensionRanges }

    /// Made up by protoc for a map: its fields are the key, 1, and the value, 2.
    public var isMapEntry: Bool { record.isMapEntry }
    /// Whether extensions are written as items of a set, as proto1 did.
    public var isMessageSet: Bool { record.isMessageSet }
    /// Whether this message itself has a `required` field.
    public var hasRequiredFields: Bool { record.hasRequiredFields }

    /// The field of that number, which is no extension.
    public func field(number: Int) -> FieldDescriptor? {
        record.fieldsByNumber[number].map { FieldDescriptor(store, $0) }
    }

    /// The field of that name, as the schema spells it.
    public func field(named name: String) -> FieldDescriptor? {
        record.fieldsByName[name].map { FieldDescriptor(store, $0) }
    }

    /// The field of that name in JSON.
    public func field(jsonName: String) -> FieldDescriptor? {
        record.fieldsByJSONName[jsonName].map { FieldDescriptor(store, $0) }
    }

    public func oneof(named name: String) -> OneofDescriptor? {
        oneofs.first { $0.name == name }
    }

    /// Whether an extension may have the number.
    public func isExtensionNumber(_ number: Int) -> Bool {
        record.extensionRanges.contains { $0.contains(number) }
    }

    /// The message's options, those of other schemas included when the pool knows their extensions.
    public var options: DynamicMessage { optionsMessage("google.protobuf.MessageOptions", proto.options, store) }
}

extension MessageDescriptor: CustomStringConvertible {
    public var description: String { fullName }
}
