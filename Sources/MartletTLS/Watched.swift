/// Something that was read from files, and the state that the files were in.
struct Watched<Value: Sendable>: Sendable {
    private(set) var value: Value
    let paths: [String]
    private let load: @Sendable () throws(TLSError) -> Value
    /// The state that was read.
    private var taken: [FileStamp]
    /// The state at the last look. Only what was the same at two looks is read: writers may be at work.
    private var seen: [FileStamp]
    /// The state whose failure was told.
    private var told: [FileStamp]?

    init(_ paths: [String], _ load: @escaping @Sendable () throws(TLSError) -> Value) throws(TLSError) {
        let stamps = paths.map { FileStamp(of: $0) }
        self.paths = paths
        self.load = load
        value = try load()
        taken = stamps
        seen = stamps
    }

    /// Looks at the files; reads them if they have changed, and takes what `use` does not refuse.
    mutating func refresh(_ outcome: inout TLSRefresh, use: (Value) throws(TLSError) -> Void) {
        let stamps = paths.map { FileStamp(of: $0) }
        defer { seen = stamps }
        guard stamps != taken, stamps == seen else { return }
        do throws(TLSError) {
            let new = try load()
            guard stamps == paths.map({ FileStamp(of: $0) }) else { return }
            try use(new)
            value = new
            taken = stamps
            told = nil
            outcome.reloaded += paths
        } catch {
            if told != stamps { outcome.failures.append(error) }
            told = stamps
        }
    }
}

extension Watched where Value == LoadedIdentity {
    static func identity(_ source: TLSIdentity?) throws(TLSError) -> Self? {
        guard let source else { return nil }
        return try Self([source.chain.path, source.key.path].compactMap(\.self)) { () throws(TLSError) in
            try LoadedIdentity(source)
        }
    }
}

extension Watched where Value == LoadedTrust {
    static func trust(_ source: TLSTrust?) throws(TLSError) -> Self? {
        guard let source else { return nil }
        let roots =
            switch source.roots {
            case .system: LoadedTrust.systemPaths
            case .pem(let pem): [pem.path].compactMap(\.self)
            case .spiffe(let bundles): bundles.values.compactMap(\.path).sorted()
            }
        let paths = roots + source.revocationLists.compactMap(\.path)
        return try Self(paths) { () throws(TLSError) in try LoadedTrust(source) }
    }
}
