internal import MartletSchema

/// Writes `==` for a message with other messages in arrays or maps. Left to itself, the compiler makes code of its own
/// for arrays of each type, which is much larger than all the rest of `==`; the runtime has one that fits all.
struct EqualityEmitter {
    let plan: MessagePlan
    let modifier: String

    var isNeeded: Bool { plan.fields.contains(where: \.holdsManyMessages) }

    func emit(into text: inout SwiftText) {
        text.block("\(modifier)static func == (left: Self, right: Self) -> Bool") { text in
            for member in plan.members {
                switch member {
                case .field(let field): text.line(statement(field.storage, many: field.holdsManyMessages))
                case .oneof(let oneof): text.line(statement(oneof.property, many: false))
                }
            }
            text.line("return left.unknownFields == right.unknownFields")
        }
    }

    private func statement(_ property: String, many: Bool) -> String {
        let condition = many
            ? "!\(Runtime.name("RepeatedMessages")).areEqual(left.\(property), right.\(property))"
            : "left.\(property) != right.\(property)"
        return "if \(condition) { return false }"
    }
}

extension FieldPlan {
    /// Whether it is an array or a map of messages.
    fileprivate var holdsManyMessages: Bool { schema.type.message != nil && (isRepeated || key != nil) }
}
