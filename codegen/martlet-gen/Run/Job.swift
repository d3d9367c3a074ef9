internal import MartletGenerator
internal import MartletSchema

/// Schemas that become the files of one folder.
struct Job {
    /// The Swift module that the files belong to; nil on the command line, where nothing depends on it.
    var module: String?
    /// Folders that imports start from.
    var roots: [String]
    /// The schemas, as import lines spell them.
    var protos: [String]
    var output: String
    var options: GenerationOptions

    /// Whether generated files in `output` that nothing leads to any more are ours to remove. On the command line
    /// they may come from another call.
    var ownsOutput: Bool { module != nil }

    /// Runs `body`; an error that it throws shows the line of the schema.
    func showing<Result>(_ body: () throws(SchemaError) -> Result) throws(SchemaError) -> Result {
        do {
            return try body()
        } catch {
            throw error.showing(SourceExcerpt(roots: roots))
        }
    }

    /// One job per module of a configuration.
    static func all(of configuration: Configuration) throws -> [Job] {
        try configuration.modules.map { module in
            Job(
                module: module.name, roots: module.roots,
                protos: try ProtoPaths.find(module.protos, below: module.roots), output: module.output,
                options: module.options)
        }
    }

    /// The one job that the command line describes; without import folders, each folder that was named is one.
    init(_ arguments: SchemaArguments) throws {
        roots = arguments.roots
        if roots.isEmpty { roots = arguments.paths.filter { SourceTree.entry(at: $0) == .folder } }
        if roots.isEmpty { roots = ["."] }
        let isDescriptorSet = arguments.descriptorSet != nil
        protos = isDescriptorSet ? arguments.paths : try ProtoPaths.find(arguments.paths, below: roots)
        output = arguments.output ?? "."
        options = GenerationOptions(
            visibility: arguments.visibility, messages: arguments.messages, services: arguments.services,
            descriptors: arguments.descriptors, layout: arguments.flat ? .flat : .mirrored, module: arguments.module,
            names: try ChosenNames.parse(arguments.names))
    }

    private init(
        module: String, roots: [String], protos: [String], output: String, options: GenerationOptions
    ) {
        self.module = module
        self.roots = roots
        self.protos = protos
        self.output = output
        self.options = options
    }
}
