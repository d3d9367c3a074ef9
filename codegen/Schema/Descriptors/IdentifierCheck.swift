/// Refuses names that no `.proto` file could have declared. They end up in Swift source as they are, and a descriptor
/// set need not come from protoc.
struct IdentifierCheck {
    let file: FileSchema

    func run() throws(SchemaError) {
        if file.path.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            throw SchemaError("a file's path holds a control character")
        }
        for part in file.package.split(separator: ".", omittingEmptySubsequences: false) where !file.package.isEmpty {
            try check(String(part), SourcePosition(path: file.path))
        }
        if let prefix = file.swiftPrefix, !prefix.isEmpty { try check(prefix, SourcePosition(path: file.path)) }
        for message in file.allMessages { try check(message) }
        for enumeration in file.allEnums {
            try check(enumeration.name, enumeration.position)
            for value in enumeration.values { try check(value.name, value.position) }
        }
        for service in file.services {
            try check(service.name, service.position)
            for method in service.methods { try check(method.name, method.position) }
        }
    }

    private func check(_ message: MessageSchema) throws(SchemaError) {
        try check(message.name, message.position)
        for oneof in message.oneofs { try check(oneof.name, oneof.position) }
        for field in message.fields {
            try check(field.name, field.position)
            if case .enumValue(let name) = field.defaultValue { try check(name, field.position) }
        }
    }

    /// A letter or underscore, then letters, digits and underscores, all of ASCII.
    private func check(_ name: String, _ position: SourcePosition) throws(SchemaError) {
        let isIdentifier =
            name.utf8.first.map { !$0.isDigit } ?? false
            && name.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == .underscore }
        guard isIdentifier else {
            throw SchemaError(at: position, "\(name.debugDescription) is no name that a schema can declare")
        }
    }
}
