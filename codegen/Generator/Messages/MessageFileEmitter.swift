internal import MartletSchema

/// Writes the messages, enums and extensions of one file.
struct MessageFileEmitter {
    let file: FileSchema
    let context: GenerationContext

    init(file: FileSchema, context: GenerationContext) {
        self.file = file
        self.context = context
    }

    /// All messages, enums and extensions of the file, without header and imports.
    func emit(into text: inout SwiftText) {
        text.line("/// Fails to compile when this file and the linked MartletProtobuf do not fit.")
        text.line("private typealias GeneratedCodeVersion = \(Runtime.name("GeneratedCodeVersion3"))")
        for enumeration in file.enums {
            text.line()
            EnumEmitter(enumeration: enumeration, context: context).emit(into: &text)
        }
        for message in file.messages {
            text.line()
            let plan = MessagePlan(message, context)
            MessageEmitter(plan, context).emit(into: &text)
            emitWire(plan, into: &text)
        }
        for declared in context.messageExtensions(of: file) {
            text.line()
            ExtensionEmitter(declared.schema, context).emit(in: declared.scope, into: &text)
        }
    }

    /// The wire code of a message and of those nested in it.
    private func emitWire(_ plan: MessagePlan, into text: inout SwiftText) {
        text.line()
        WireEmitter(plan: plan, context: context).emit(into: &text)
        for nested in plan.schema.messages { emitWire(MessagePlan(nested, context), into: &text) }
    }
}

/// Names of the runtime.
enum Runtime {
    /// The runtime's type of that name, always with its module: a program may have a `Message` or a `Reader` of
    /// its own, in its schema or beside it.
    static func name(_ type: String) -> String { "MartletProtobuf.\(type)" }
}
