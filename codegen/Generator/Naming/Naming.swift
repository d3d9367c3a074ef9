public import MartletSchema

/// The Swift name of everything in a schema, chosen once so that all emitters agree.
///
/// Names come back ready to print: keywords carry their backticks.
public struct Naming: Sendable {
    private let names: [String: String]
    private let paths: [String: String]
    private let oneofTypes: [String: String]
    private let defaults: [String: DefaultNames]

    /// Names everything in `schema`.
    ///
    /// - Parameters:
    ///   - module: The Swift module that the code belongs to; nil when unknown.
    ///   - modules: Swift modules that hold the code of imported files, by the file's path.
    ///   - chosen: Names that the user chose, by full names in the schema.
    /// - Throws: A `SchemaError` for the first two declarations that would get the same Swift name.
    public init(
        _ schema: Schema, module: String? = nil, modules: [String: String] = [:], chosen: [String: String] = [:]
    ) throws(SchemaError) {
        let assignment = try NameAssignment(schema, module: module, modules: modules, chosen: chosen)
        names = assignment.names
        paths = assignment.paths
        oneofTypes = assignment.oneofTypes
        defaults = assignment.defaults
    }

    /// The type's name as its declaration spells it, such as `RpcsByPeer`.
    public func declaredType(_ fullName: String) -> String { names[fullName] ?? fullName }

    /// The type's name as the whole module can spell it, such as `LoadBalancerStatsResponse.RpcsByPeer`.
    public func type(_ fullName: String) -> String { paths[fullName] ?? fullName }

    /// The property that holds a field; also the label in `init` and the case in its oneof's enum.
    public func property(_ field: FieldSchema) -> String { names[field.fullName] ?? field.name }

    /// What stands for a field's default.
    func defaults(_ field: FieldSchema) -> DefaultNames {
        defaults[field.fullName] ?? DefaultNames(for: property(field), besides: [])
    }

    /// The property that holds a oneof.
    public func property(_ oneof: OneofSchema) -> String { names[oneof.fullName] ?? oneof.name }

    /// The enum nested in the message that holds a oneof's value.
    public func type(_ oneof: OneofSchema) -> String { oneofTypes[oneof.fullName] ?? oneof.name }

    /// The static member (open enum) or case (closed enum).
    public func value(_ value: EnumValueSchema) -> String { names[value.fullName] ?? value.name }

    /// The function of services and clients, and the member of the methods' namespace.
    public func method(_ method: MethodSchema) -> String { names[method.fullName] ?? method.name }

    /// The service's name in Swift, before `Service`, `Client` and `Methods`.
    public func service(_ service: ServiceSchema) -> String { names[service.fullName] ?? service.name }
}
