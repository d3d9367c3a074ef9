internal import MartletProtobuf
internal import Synchronization

/// A file's descriptor as a program carries it: text that is decoded and linked once, when somebody first asks.
///
/// Files that `martlet-gen` writes declare one per schema. It joins ``DescriptorPool/generated``.
///
/// Should the text be corrupt, or contradict another file of the program, the descriptors that it gives are empty
/// stand-ins of the right name, and ``FileDescriptor/loadError`` says why. What converts between messages and other
/// formats throws that error instead of losing fields.
public final class EmbeddedFile: Sendable {
    private let path: StaticString
    private let base64: StaticString
    private let dependencies: [EmbeddedFile]
    private let store = Mutex<FileStore?>(nil)

    /// - Parameters:
    ///   - path: The file, as import lines spell it.
    ///   - base64: Its encoded `google.protobuf.FileDescriptorProto`, without source information.
    ///   - dependencies: The files that it imports.
    public init(path: StaticString, base64: StaticString, dependencies: [EmbeddedFile] = []) {
        self.path = path
        self.base64 = base64
        self.dependencies = dependencies
    }

    /// The file's descriptor.
    public var descriptor: FileDescriptor { FileDescriptor(linked()) }

    /// The message of that full name, which generated code knows to be in the file.
    public func message(_ fullName: StaticString) -> MessageDescriptor { message(named: fullName.description) }

    func message(named name: String) -> MessageDescriptor {
        let store = linked()
        if case .message(let index)? = store.declarations.symbols[name] { return MessageDescriptor(store, index) }
        return MessageDescriptor(standIn(for: store, message: name), 0)
    }

    /// The service of that full name, which generated code knows to be in the file.
    public func service(_ fullName: StaticString) -> ServiceDescriptor {
        let (store, name) = (linked(), fullName.description)
        if case .service(let index)? = store.declarations.symbols[name] { return ServiceDescriptor(store, index) }
        return ServiceDescriptor(standIn(for: store, service: name), 0)
    }

    private func standIn(for store: FileStore, message: String? = nil, service: String? = nil) -> FileStore {
        let missing = DescriptorError(file: store.name, reason: .unknownType(message ?? service ?? ""))
        return FileStore(
            standingInFor: store.proto, message: message, service: service, store.loadError ?? missing)
    }

    /// Files that a program carries import one another in no circle, so locks are taken in one order.
    private func linked() -> FileStore {
        store.withLock { store in
            if let store { return store }
            let linked = link()
            store = linked
            return linked
        }
    }

    private func link() -> FileStore {
        for file in dependencies { _ = file.linked() }
        do throws(DescriptorError) {
            guard let bytes = base64.withUTF8Buffer({ bytes(base64: $0) }) else {
                throw DescriptorError(file: path.description, reason: .undecodable("its text is not base64"))
            }
            return try DescriptorPool.generated.add(serialized: bytes, named: path.description).store
        } catch {
            return FileStore(standingInFor: FileDescriptorProto(name: path.description), error)
        }
    }
}

extension FileStore {
    /// An empty file in place of one that could not be read, with the one empty message or service that is needed.
    convenience init(
        standingInFor proto: FileDescriptorProto, message: String? = nil, service: String? = nil,
        _ error: DescriptorError
    ) {
        var declarations = FileDeclarations()
        let features = Features()
        if let message {
            let name = Self.lastPart(of: message)
            declarations.messages = [
                MessageRecord(
                    proto: DescriptorProto(name: name), name: name, fullName: message, features: features, parent: nil)
            ]
            declarations.symbols = [message: .message(0)]
            declarations.outermostMessages = [0]
        }
        if let service {
            let name = Self.lastPart(of: service)
            declarations.services = [
                ServiceRecord(proto: ServiceDescriptorProto(name: name), name: name, fullName: service)
            ]
            declarations.symbols = [service: .service(0)]
        }
        self.init(
            proto: FileDescriptorProto(name: proto.name, package: proto.package), edition: .edition2023,
            features: features, dependencies: [], publicDependencies: [], declarations: declarations, pool: nil,
            loadError: error)
    }

    private static func lastPart(of fullName: String) -> String {
        fullName.split(separator: ".").last.map(String.init) ?? fullName
    }
}
