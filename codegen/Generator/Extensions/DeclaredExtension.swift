internal import MartletSchema

/// An extension and the message that it is declared in, if any.
struct DeclaredExtension {
    let schema: ExtensionSchema
    let scope: MessageSchema?
}

extension FileSchema {
    /// The file's extensions, those inside messages last.
    var declaredExtensions: [DeclaredExtension] {
        extensions.map { DeclaredExtension(schema: $0, scope: nil) }
            + allMessages.flatMap { message in
                message.extensions.map { DeclaredExtension(schema: $0, scope: message) }
            }
    }
}

extension GenerationContext {
    /// Extensions of messages that are generated.
    func messageExtensions(of file: FileSchema) -> [DeclaredExtension] {
        file.declaredExtensions.filter { !isCustomOption($0.schema) }
    }

    /// Custom options: their constants name types of MartletReflection, which only those need who ask for descriptors.
    func customOptions(of file: FileSchema) -> [DeclaredExtension] {
        file.declaredExtensions.filter { isCustomOption($0.schema) }
    }

    private func isCustomOption(_ field: ExtensionSchema) -> Bool {
        schema.path(ofType: field.extendee).map(WellKnownTypes.isDescriptor) ?? false
    }
}

extension DeclaredExtension {
    /// Full names of the types that the constant shows.
    var typeNames: [String] { [schema.extendee] + schema.field.typeNames }
}
