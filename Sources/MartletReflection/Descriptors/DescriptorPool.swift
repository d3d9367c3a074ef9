internal import MartletProtobuf
internal import Synchronization

/// Files of schemas, and what they declare by name.
///
/// Files are added after those that they import and stay; looking up and adding may happen on any thread at once.
/// The pool owns its files. Descriptors keep their own file and what it imports alive, but not the pool.
public final class DescriptorPool: Sendable {
    /// The schemas that this program carries as ``EmbeddedFile``: each stands in it from its first use on.
    public static let generated = DescriptorPool()

    private let state = Mutex(PoolState())

    public init() {}

    /// A pool of these files, which may stand in any order.
    public convenience init(files: [FileDescriptorProto]) throws(DescriptorError) {
        self.init()
        try add(files)
    }

    /// A pool of the files of an encoded `google.protobuf.FileDescriptorSet`, which may stand in any order.
    public convenience init(fileDescriptorSet bytes: [UInt8]) throws(DescriptorError) {
        let set: FileDescriptorSet
        do throws(DecodeError) {
            set = try FileDescriptorSet(decoding: bytes)
        } catch {
            throw DescriptorError(file: "", reason: .undecodable("\(error)"))
        }
        try self.init(files: set.file)
    }

    /// Adds a file; all that it imports must be in the pool. One that is in the pool already is returned.
    ///
    /// - Throws: ``DescriptorError``, and the pool is as before.
    @discardableResult
    public func add(_ file: FileDescriptorProto) throws(DescriptorError) -> FileDescriptor {
        try state.withLock { (state) throws(DescriptorError) in
            FileDescriptor(try state.add(file, pool: self))
        }
    }

    /// Adds files that may stand in any order; what they import is among them or in the pool.
    ///
    /// - Throws: ``DescriptorError``; the pool then has those of the files that came before the bad one.
    @discardableResult
    public func add(_ files: [FileDescriptorProto]) throws(DescriptorError) -> [FileDescriptor] {
        var order = ImportOrder(files)
        for file in try order.sorted() { try add(file) }
        return files.compactMap { self.file(named: $0.name ?? "") }
    }

    /// Adds an encoded `google.protobuf.FileDescriptorProto`; all that it imports must be in the pool.
    ///
    /// - Parameter name: The file that is expected, if known: for errors.
    @discardableResult
    public func add(serialized bytes: [UInt8], named name: String = "") throws(DescriptorError) -> FileDescriptor {
        let file: FileDescriptorProto
        do throws(DecodeError) {
            file = try FileDescriptorProto(decoding: bytes)
        } catch {
            throw DescriptorError(file: name, reason: .undecodable("\(error)"))
        }
        return try add(file)
    }

    func withState<Result: Sendable>(_ body: (borrowing PoolState) -> Result) -> Result {
        state.withLock { body($0) }
    }
}

/// What the pool's lock protects.
struct PoolState: Sendable {
    /// In the order of arrival.
    var files: [FileStore] = []
    var filesByName: [String: FileStore] = [:]
    var symbols: [String: PoolSymbol] = [:]
    /// Extensions by the type that they extend and their number.
    var extensions: [MessageDescriptor: [Int: FieldDescriptor]] = [:]

    /// Links the file to those that are there and takes it in.
    mutating func add(_ file: FileDescriptorProto, pool: DescriptorPool) throws(DescriptorError) -> FileStore {
        let name = file.name ?? ""
        if let known = filesByName[name] {
            if known.proto == file { return known }
            throw DescriptorError(file: name, reason: .duplicateFile)
        }
        let store = try FileLinker(file, self, pool).link()
        try checkExtensions(of: store)
        take(store)
        return store
    }

    /// No two extensions give one message fields of the same number.
    private func checkExtensions(of store: FileStore) throws(DescriptorError) {
        var own: [MessageDescriptor: [Int: FieldDescriptor]] = [:]
        for field in extensions(of: store) {
            let message = field.containingMessage
            let other = own[message, default: [:]].updateValue(field, forKey: field.number)
            if let other = other ?? extensions[message]?[field.number] {
                let problem = "number \(field.number) of \(message) is taken by \(other)"
                throw DescriptorError(file: store.name, symbol: field.fullName, reason: .invalid(problem))
            }
        }
    }

    private func extensions(of store: FileStore) -> [FieldDescriptor] {
        store.fields.indices.filter { store.fields[$0].isExtension }.map { FieldDescriptor(store, $0) }
    }

    private mutating func take(_ store: FileStore) {
        files.append(store)
        filesByName[store.name] = store
        for (name, symbol) in store.declarations.symbols { symbols[name] = PoolSymbol(store: store, place: symbol) }
        for field in extensions(of: store) {
            extensions[field.containingMessage, default: [:]][field.number] = field
        }
    }
}

/// A declaration of any file of the pool.
struct PoolSymbol: Sendable {
    var store: FileStore
    var place: LocalSymbol
}
