internal import MartletSchema

/// Writes the method that finds a missing required field. A message without such fields, its own or those of messages
/// in it, gets none: the runtime's answer for it costs nothing.
struct RequiredFieldsEmitter {
    let plan: MessagePlan
    let context: GenerationContext

    var isNeeded: Bool { context.messagesToCheck.contains(plan.schema.fullName) }

    func emit(into text: inout SwiftText) {
        text.block("\(context.visibility.modifier)func _pbMissingRequired() -> String?") { text in
            for field in plan.fields {
                if field.schema.isRequired {
                    text.line("if case nil = \(content(field)) { return \"\(field.schema.name)\" }")
                }
                if let message = field.schema.type.message, context.messagesToCheck.contains(message) {
                    text.line("if \(condition(field)) { return path }")
                }
            }
            text.line("return nil")
        }
    }

    private func condition(_ field: FieldPlan) -> String {
        let missing = Runtime.name("RequiredFields.missing")
        guard let oneof = plan.oneof(of: field) else {
            return "let path = \(missing)(\"\(field.schema.name)\", self.\(field.storage))"
        }
        return "case .\(field.property)(let value)? = self.\(oneof.property), "
            + "let path = \(missing)(\"\(field.schema.name)\", value)"
    }

    private func content(_ field: FieldPlan) -> String {
        field.isBoxed ? "self.\(field.storage).value" : "self.\(field.storage)"
    }
}

extension Schema {
    /// Full names of the messages that have a required field, or have below them a message that has one.
    func messagesWithRequiredFields() -> Set<String> {
        let messages = files.flatMap(\.allMessages)
        var parents: [String: [String]] = [:]
        for message in messages {
            for field in message.fields {
                if let type = field.type.message { parents[type, default: []].append(message.fullName) }
            }
        }
        var found: Set<String> = []
        var pending = messages.filter { $0.fields.contains(where: \.isRequired) }.map(\.fullName)
        while let name = pending.popLast() {
            if found.insert(name).inserted { pending += parents[name] ?? [] }
        }
        return found
    }
}

extension FieldSchema {
    var isRequired: Bool { cardinality == .singular(.required) }
}

extension FieldType {
    /// Full name of the message; nil for everything else.
    var message: String? {
        if case .message(let name) = self { name } else { nil }
    }
}
