internal import MartletGenerator
internal import MartletSchema

/// Which module of a configuration holds what a schema gives.
struct ModuleMap {
    /// Module of the messages, by the schema's path.
    private(set) var types: [String: String] = [:]
    /// Module of the descriptors, by the schema's path.
    private(set) var descriptors: [String: String] = [:]
    private let own: Set<String>

    /// What `job` gets from other modules.
    init(for job: Job, among jobs: [Job]) {
        let siblings = jobs.filter { $0.module == job.module }
        own = Set(siblings.flatMap(\.protos))
        for other in jobs where other.module != job.module {
            for proto in other.protos {
                if other.options.messages { types[proto] = other.module }
                if other.options.descriptors { descriptors[proto] = other.module }
            }
        }
        for sibling in siblings {
            for proto in sibling.protos {
                if sibling.options.messages { types[proto] = nil }
                if sibling.options.descriptors { descriptors[proto] = nil }
            }
        }
    }

    /// - Throws: A `SchemaError` for an import that no module generates, or not all that is needed of it: Swift would
    ///   not find it.
    func check(_ schema: Schema, for options: GenerationOptions) throws(SchemaError) {
        for file in schema.generatedFiles {
            for path in file.dependencies where !own.contains(path) && WellKnownTypes.module(of: path) == nil {
                guard types[path] != nil || descriptors[path] != nil else {
                    throw SchemaError(
                        at: file.position(ofImport: path), "no module generates \(path)",
                        help: "add it to the protos of a module in the configuration")
                }
                guard !options.descriptors || descriptors[path] != nil else {
                    throw SchemaError(
                        at: file.position(ofImport: path),
                        "the descriptor of \(file.path) needs that of \(path), which no module has",
                        help: "set \"descriptors\": true in module \(types[path] ?? "") as well")
                }
            }
        }
    }
}
