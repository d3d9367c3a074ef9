internal import MartletProtobuf

/// Turns a file's descriptor into a store: names everything, resolves what names refer to, and refuses what
/// contradicts itself. Descriptors come from peers too (gRPC reflection), so nothing in them is taken for granted.
struct FileLinker {
    let proto: FileDescriptorProto
    let state: PoolState
    let pool: DescriptorPool?
    var declarations = FileDeclarations()
    /// Stores whose declarations the file may name.
    private(set) var visible: Set<ObjectIdentifier> = []

    init(_ proto: FileDescriptorProto, _ state: PoolState, _ pool: DescriptorPool?) {
        self.proto = proto
        self.state = state
        self.pool = pool
    }

    var name: String { proto.name ?? "" }

    consuming func link() throws(DescriptorError) -> FileStore {
        guard !name.isEmpty else { throw error("", "a file needs a name") }
        let edition = try edition()
        guard let defaults = Features(defaultsOf: edition) else {
            throw error("", "edition \(edition) is not one that is known here")
        }
        let features = defaults.overridden(by: proto.options?.features)
        let dependencies = try dependencies()
        let publicDependencies = try publicDependencies(dependencies)
        for store in dependencies { try makeVisible(store) }
        try declare(features)
        try resolve()
        try finish()
        return FileStore(
            proto: proto, edition: edition, features: features, dependencies: dependencies,
            publicDependencies: publicDependencies, declarations: declarations, pool: pool)
    }

    private func edition() throws(DescriptorError) -> Edition {
        switch proto.syntax ?? "" {
        case "", "proto2": return .proto2
        case "proto3": return .proto3
        case "editions":
            guard let edition = proto.edition, edition.rawValue >= Edition.edition2023.rawValue else {
                throw error("", "the file names no edition that is known here")
            }
            return edition
        case let other:
            throw error("", "unknown syntax \"\(other)\"")
        }
    }

    /// Weak imports may be absent: what they declare is then an unknown type.
    private func dependencies() throws(DescriptorError) -> [FileStore] {
        let weak = Set(proto.weakDependency.map(Int.init))
        var stores: [FileStore] = []
        for (index, imported) in proto.dependency.enumerated() {
            if let store = state.filesByName[imported] {
                stores.append(store)
            } else if imported == name {
                throw DescriptorError(file: name, reason: .circularImport)
            } else if !weak.contains(index) {
                throw DescriptorError(file: name, reason: .missingImport(imported))
            }
        }
        return stores
    }

    private func publicDependencies(_ dependencies: [FileStore]) throws(DescriptorError) -> [FileStore] {
        var stores: [FileStore] = []
        for index in proto.publicDependency {
            guard proto.dependency.indices.contains(Int(index)) else {
                throw error("", "public import \(index) is not one of \(proto.dependency.count) imports")
            }
            let imported = proto.dependency[Int(index)]
            stores += dependencies.filter { $0.name == imported }
        }
        return stores
    }

    /// A file sees what it imports, and what that imports publicly.
    ///
    /// - Throws: When that are too many: a chain of public imports, which costs a peer a few bytes each, would be
    ///   walked anew for each file in it.
    private mutating func makeVisible(_ store: FileStore) throws(DescriptorError) {
        var waiting = [store]
        while let next = waiting.popLast() {
            guard visible.insert(ObjectIdentifier(next)).inserted else { continue }
            guard visible.count <= proto.dependency.count + Self.publicImportLimit else {
                throw error("", "more than \(Self.publicImportLimit) files are imported publicly")
            }
            waiting += next.publicDependencies
        }
    }

    /// How many files a file may see beyond those that it names. Real schemas stay far below a hundred.
    static let publicImportLimit = 500

    func error(_ symbol: String, _ problem: String) -> DescriptorError {
        DescriptorError(file: name, symbol: symbol, reason: .invalid(problem))
    }
}

extension FileLinker {
    /// Enters a name; it must be new in the file and in the pool.
    mutating func enter(_ fullName: String, _ symbol: LocalSymbol) throws(DescriptorError) {
        if let other = state.symbols[fullName] {
            throw DescriptorError(file: name, symbol: fullName, reason: .duplicateSymbol(in: other.store.name))
        }
        guard declarations.symbols.updateValue(symbol, forKey: fullName) == nil else {
            throw DescriptorError(file: name, symbol: fullName, reason: .duplicateSymbol(in: name))
        }
    }

    /// A declaration's name: a letter or underscore, then letters, digits and underscores, all of ASCII.
    func checked(_ declared: String?, in scope: String) throws(DescriptorError) -> String {
        let declared = declared ?? ""
        let isIdentifier =
            declared.utf8.first.map { !isDigit($0) } ?? false
            && declared.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
        guard isIdentifier else {
            throw error(scope, "\(declared.debugDescription) is no name that a schema can declare")
        }
        return declared
    }
}

func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}

func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
