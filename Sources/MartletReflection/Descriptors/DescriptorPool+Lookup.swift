/// A declaration, found by its full name.
public enum AnyDescriptor: Hashable, Sendable {
    case message(MessageDescriptor)
    /// A field or an extension.
    case field(FieldDescriptor)
    case oneof(OneofDescriptor)
    case `enum`(EnumDescriptor)
    case enumValue(EnumValueDescriptor)
    case service(ServiceDescriptor)
    case method(MethodDescriptor)

    init(_ symbol: PoolSymbol) {
        let store = symbol.store
        self = switch symbol.place {
        case .message(let index): .message(MessageDescriptor(store, index))
        case .field(let index): .field(FieldDescriptor(store, index))
        case .oneof(let index): .oneof(OneofDescriptor(store, index))
        case .enum(let index): .enum(EnumDescriptor(store, index))
        case .enumValue(let index, let value):
            .enumValue(EnumValueDescriptor(enum: EnumDescriptor(store, index), index: value))
        case .service(let index): .service(ServiceDescriptor(store, index))
        case .method(let index, let method):
            .method(MethodDescriptor(service: ServiceDescriptor(store, index), index: method))
        }
    }

    /// The file that the declaration stands in.
    public var file: FileDescriptor {
        switch self {
        case .message(let descriptor): descriptor.file
        case .field(let descriptor): descriptor.file
        case .oneof(let descriptor): descriptor.file
        case .enum(let descriptor): descriptor.file
        case .enumValue(let descriptor): descriptor.enum.file
        case .service(let descriptor): descriptor.file
        case .method(let descriptor): descriptor.service.file
        }
    }
}

extension DescriptorPool {
    /// All files, each after those that it imports.
    public var files: [FileDescriptor] { withState { $0.files.map(FileDescriptor.init) } }

    /// The file that import lines spell like this.
    public func file(named name: String) -> FileDescriptor? {
        if self === DescriptorPool.generated { WellKnownFiles.link(for: name) }
        return withState { $0.filesByName[name].map(FileDescriptor.init) }
    }

    /// Any declaration, by its full name without a leading dot.
    public func descriptor(named fullName: String) -> AnyDescriptor? {
        if self === DescriptorPool.generated { WellKnownFiles.link(for: fullName) }
        return withState { $0.symbols[fullName].map(AnyDescriptor.init) }
    }

    /// The message of that full name.
    public func message(named fullName: String) -> MessageDescriptor? {
        if case .message(let found)? = descriptor(named: fullName) { found } else { nil }
    }

    /// The enum of that full name.
    public func `enum`(named fullName: String) -> EnumDescriptor? {
        if case .enum(let found)? = descriptor(named: fullName) { found } else { nil }
    }

    /// The service of that full name.
    public func service(named fullName: String) -> ServiceDescriptor? {
        if case .service(let found)? = descriptor(named: fullName) { found } else { nil }
    }

    /// The extension of that full name.
    public func `extension`(named fullName: String) -> FieldDescriptor? {
        guard case .field(let found)? = descriptor(named: fullName), found.isExtension else { return nil }
        return found
    }

    /// The extension that gives the message a field of that number.
    public func `extension`(of message: MessageDescriptor, number: Int) -> FieldDescriptor? {
        withState { $0.extensions[message]?[number] }
    }

    /// All extensions of the message, in the order of their numbers.
    public func extensions(of message: MessageDescriptor) -> [FieldDescriptor] {
        withState { Array(($0.extensions[message] ?? [:]).values) }.sorted { $0.number < $1.number }
    }

    /// The numbers of all extensions of the message, as gRPC reflection lists them.
    public func extensionNumbers(of message: MessageDescriptor) -> [Int] {
        extensions(of: message).map(\.number)
    }
}
