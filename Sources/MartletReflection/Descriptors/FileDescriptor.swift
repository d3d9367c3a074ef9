/// A file of a schema.
///
/// Descriptors are cheap values that share what is known of their file and keep it alive. They do not keep the
/// ``DescriptorPool`` that they came from, which alone finds extensions and the types of `Any`.
public struct FileDescriptor: Hashable, Sendable {
    let store: FileStore

    init(_ store: FileStore) { self.store = store }

    /// As import lines spell it, such as `shop/v1/order.proto`.
    public var name: String { store.name }
    public var package: String { store.package }
    /// proto2 and proto3 count as editions.
    public var edition: Edition { store.edition }
    public var features: Features { store.features }
    /// The descriptor as it was given to the pool.
    public var proto: FileDescriptorProto { store.proto }
    /// Why this file is an empty stand-in: the descriptor that a program carries could not be read.
    public var loadError: DescriptorError? { store.loadError }

    /// Imported files.
    public var dependencies: [FileDescriptor] { store.dependencies.map(FileDescriptor.init) }
    /// Those whose declarations are visible wherever this file is imported.
    public var publicDependencies: [FileDescriptor] { store.publicDependencies.map(FileDescriptor.init) }

    /// Outermost messages, in the schema's order.
    public var messages: [MessageDescriptor] {
        store.declarations.outermostMessages.map { MessageDescriptor(store, $0) }
    }
    /// Outermost enums, in the schema's order.
    public var enums: [EnumDescriptor] { store.declarations.outermostEnums.map { EnumDescriptor(store, $0) } }
    /// Outermost extensions, in the schema's order.
    public var extensions: [FieldDescriptor] {
        store.declarations.outermostExtensions.map { FieldDescriptor(store, $0) }
    }
    public var services: [ServiceDescriptor] { store.services.indices.map { ServiceDescriptor(store, $0) } }

    /// The file's options, those of other schemas included when the pool knows their extensions.
    public var options: DynamicMessage { optionsMessage("google.protobuf.FileOptions", proto.options, store) }
}

extension FileDescriptor: CustomStringConvertible {
    public var description: String { name }
}
