internal import MartletSchema

/// Finds types that code inside a message can't reach by their path, because a nested type of the same name stands
/// nearer. Protobuf finds both by their full names; Swift needs the module's name in front.
struct HiddenTypes {
    /// Full name of every type to its path from the module's scope.
    let paths: [String: String]
    /// Full name of every type of another module to that module.
    let homes: [String: String]
    /// The module that the code belongs to; nil when unknown.
    let module: String?

    /// The types, by full name, with paths that begin at the module.
    ///
    /// - Parameter nested: Names of the types nested directly in `message`.
    /// - Throws: A `SchemaError` for the first one when the module's name is not known.
    func found(in message: MessageSchema, nested: Set<String>) throws(SchemaError) -> [(type: String, path: String)] {
        guard !nested.isEmpty else { return [] }
        var found: [(type: String, path: String)] = []
        let fields = message.selfAndNested.flatMap(\.fields).map { (field: $0, types: $0.typeNames) }
        let extensions = message.extensions.map { (field: $0.field, types: [$0.extendee] + $0.field.typeNames) }
        for (field, types) in fields + extensions {
            for type in types {
                guard let path = paths[type], let first = path.split(separator: ".").first,
                    nested.contains(String(first))
                else { continue }
                // The path of an imported type begins at its module, unless that is hidden by the type itself.
                if let home = homes[type], first == home { continue }
                guard let module = homes[type] ?? module else { throw refusal(of: field, type, path, in: message) }
                found.append((type, "\(module).\(path)"))
            }
        }
        return found
    }

    private func refusal(
        of field: FieldSchema, _ type: String, _ path: String, in message: MessageSchema
    ) -> SchemaError {
        SchemaError(
            at: field.position,
            "\(field.fullName) needs \(type), but inside \(message.fullName) the Swift name \(path) "
                + "means a nested type",
            help: "say which Swift module the code belongs to with --module")
    }
}

extension FieldSchema {
    /// Full names of the messages and enums that the field's Swift type shows.
    var typeNames: [String] {
        type.typeName.map { [$0] } ?? []
    }
}
