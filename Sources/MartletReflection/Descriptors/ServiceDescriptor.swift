/// A service of a schema.
public struct ServiceDescriptor: Hashable, Sendable {
    let store: FileStore
    let index: Int

    init(_ store: FileStore, _ index: Int) {
        self.store = store
        self.index = index
    }

    var record: ServiceRecord { _read { yield store.services[index] } }

    public var name: String { record.name }
    public var fullName: String { record.fullName }
    public var file: FileDescriptor { FileDescriptor(store) }
    public var proto: ServiceDescriptorProto { record.proto }
    /// In the schema's order.
    public var methods: [MethodDescriptor] {
        record.methods.indices.map { MethodDescriptor(service: self, index: $0) }
    }

    public func method(named name: String) -> MethodDescriptor? {
        record.methodsByName[name].map { MethodDescriptor(service: self, index: $0) }
    }

    public var options: DynamicMessage { optionsMessage("google.protobuf.ServiceOptions", proto.options, store) }
}

/// A method of a service.
public struct MethodDescriptor: Hashable, Sendable {
    public let service: ServiceDescriptor
    /// The place among the service's methods.
    public let index: Int

    private var record: MethodRecord { _read { yield service.record.methods[index] } }

    public var name: String { record.name }
    /// Such as `shop.v1.Shop.Buy`.
    public var fullName: String { record.fullName }
    /// How gRPC addresses the method, such as `/shop.v1.Shop/Buy`.
    public var path: String { "/\(service.fullName)/\(name)" }
    public var proto: MethodDescriptorProto { record.proto }
    public var input: MessageDescriptor { message(record.input) }
    public var output: MessageDescriptor { message(record.output) }
    public var isClientStreaming: Bool { record.proto.clientStreaming == true }
    public var isServerStreaming: Bool { record.proto.serverStreaming == true }
    public var options: DynamicMessage {
        optionsMessage("google.protobuf.MethodOptions", proto.options, service.store)
    }

    private func message(_ reference: TypeReference) -> MessageDescriptor {
        MessageDescriptor(reference.store ?? service.store, reference.index)
    }
}

extension ServiceDescriptor: CustomStringConvertible {
    public var description: String { fullName }
}

extension MethodDescriptor: CustomStringConvertible {
    public var description: String { fullName }
}
