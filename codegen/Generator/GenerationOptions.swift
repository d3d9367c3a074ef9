internal import MartletSchema

/// What to generate and how.
public struct GenerationOptions: Hashable, Sendable {
    /// Where a schema's files go below the output folder.
    public enum Layout: Hashable, Sendable {
        /// `greeter/v1/greeter.proto` gives `greeter/v1/greeter.pb.swift`.
        case mirrored
        /// `greeter/v1/greeter.proto` gives `greeter_v1_greeter.pb.swift`: for modules in which two schemas have the
        /// same last name, which Swift does not allow its files.
        case flat
    }

    public var visibility: Visibility
    /// Whether to write `x.pb.swift` with messages and enums.
    public var messages: Bool
    /// Whether to write `x.grpc.swift` with services and clients.
    public var services: Bool
    /// Whether to write `x.pb.descriptor.swift`, which JSON, text format and reflection need. It stands on
    /// MartletReflection; a module without these files carries none of that.
    public var descriptors: Bool
    public var layout: Layout
    /// The Swift module that the files belong to; nil when unknown. Only code that has to tell a type from a nested
    /// one of the same name shows it.
    public var module: String?
    /// Swift modules that hold the code of imported schemas, by the schema's path.
    public var modules: [String: String]
    /// Swift modules that hold the descriptors of imported schemas, by the schema's path.
    public var descriptorModules: [String: String]
    /// Swift names chosen for declarations, by their full names in the schema: what is left when two collide and
    /// neither schema can be changed.
    public var names: [String: String]

    public init(
        visibility: Visibility = .internal, messages: Bool = true, services: Bool = true, descriptors: Bool = false,
        layout: Layout = .mirrored, module: String? = nil, modules: [String: String] = [:],
        descriptorModules: [String: String] = [:], names: [String: String] = [:]
    ) {
        self.visibility = visibility
        self.messages = messages
        self.services = services
        self.descriptors = descriptors
        self.layout = layout
        self.module = module
        self.modules = modules
        self.descriptorModules = descriptorModules
        self.names = names
    }

    /// The same with a module for every schema that comes with Martlet and is not generated here.
    func withModules(for schema: Schema) -> GenerationOptions {
        var options = self
        for file in schema.files {
            guard let module = WellKnownTypes.module(of: file.path) else { continue }
            let isGenerated = schema.generatedPaths.contains(file.path)
            if modules[file.path] == nil, !(isGenerated && messages) { options.modules[file.path] = module }
            if descriptorModules[file.path] == nil, !(isGenerated && descriptors) {
                options.descriptorModules[file.path] = WellKnownTypes.reflectionModule
            }
        }
        return options
    }
}
