/// An enum of a schema.
public struct EnumDescriptor: Hashable, Sendable {
    let store: FileStore
    let index: Int

    init(_ store: FileStore, _ index: Int) {
        self.store = store
        self.index = index
    }

    var record: EnumRecord { _read { yield store.enums[index] } }

    public var name: String { record.name }
    public var fullName: String { record.fullName }
    public var features: Features { record.features }
    public var file: FileDescriptor { FileDescriptor(store) }
    public var proto: EnumDescriptorProto { record.proto }
    public var containingMessage: MessageDescriptor? { record.parent.map { MessageDescriptor(store, $0) } }
    /// Whether numbers without a name are unknown fields instead of values.
    public var isClosed: Bool { record.features.enumType == .closed }
    /// In the schema's order, aliases included. There is at least one.
    public var values: [EnumValueDescriptor] {
        record.proto.value.indices.map { EnumValueDescriptor(enum: self, index: $0) }
    }
    /// The number of the first value.
    public var defaultNumber: Int32 { record.proto.value.first?.number ?? 0 }

    /// The value of that number; the first one where several share it.
    public func value(number: Int32) -> EnumValueDescriptor? {
        record.valuesByNumber[number].map { EnumValueDescriptor(enum: self, index: $0) }
    }

    public func value(named name: String) -> EnumValueDescriptor? {
        record.valuesByName[name].map { EnumValueDescriptor(enum: self, index: $0) }
    }

    public var options: DynamicMessage { optionsMessage("google.protobuf.EnumOptions", proto.options, store) }
}

/// A value of an enum.
public struct EnumValueDescriptor: Hashable, Sendable {
    public let `enum`: EnumDescriptor
    /// The place among the enum's values.
    public let index: Int

    public var proto: EnumValueDescriptorProto { `enum`.record.proto.value[index] }
    public var name: String { proto.name ?? "" }
    public var number: Int32 { proto.number ?? 0 }
    /// Values stand beside their enum, not inside it: `shop.v1.PAID`.
    public var fullName: String { qualified(name, in: scope) }
    /// Whether another value, further up in the schema, has the same number.
    public var isAlias: Bool { `enum`.record.valuesByNumber[number] != index }
    /// Whether the schema marks the value as not for logs.
    public var isRedacted: Bool { proto.options?.debugRedact == true }
    public var options: DynamicMessage {
        optionsMessage("google.protobuf.EnumValueOptions", proto.options, `enum`.store)
    }

    private var scope: String { `enum`.containingMessage?.fullName ?? `enum`.store.package }
}

extension EnumDescriptor: CustomStringConvertible {
    public var description: String { fullName }
}

extension EnumValueDescriptor: CustomStringConvertible {
    public var description: String { fullName }
}

/// `name` inside `scope`, which may be empty.
func qualified(_ name: String, in scope: String) -> String {
    scope.isEmpty ? name : "\(scope).\(name)"
}
