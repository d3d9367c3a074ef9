internal import MartletSchema

/// Finds types that generated code could not name, because a nested type of the same name stands nearer.
/// Protobuf finds both by their full names; Swift has no spelling for "the one at the module's scope".
struct HiddenTypes {
    /// Full name of every type to its path from the module's scope.
    let paths: [String: String]

    /// - Parameter nested: Names of the types nested directly in `message`.
    func check(_ message: MessageSchema, nested: Set<String>) throws(SchemaError) {
        guard !nested.isEmpty else { return }
        for field in message.selfAndNested.flatMap(\.fields) {
            for type in field.typeNames {
                guard let path = paths[type], let first = path.split(separator: ".").first,
                    nested.contains(String(first))
                else { continue }
                throw SchemaError(
                    at: field.position,
                    "\(field.fullName) needs \(type), but inside \(message.fullName) the Swift name \(path) "
                        + "means a nested type",
                    help: "rename the nested type, or set option swift_prefix in the file of \(type)")
            }
        }
    }
}

extension FieldSchema {
    /// Full names of the messages and enums that the field's Swift type shows.
    var typeNames: [String] {
        type.typeName.map { [$0] } ?? []
    }
}
