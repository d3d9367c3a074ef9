internal import MartletSchema

/// Writes `==` and `hash(into:)` for a message with arrays, maps or sub-messages. Left to itself, the compiler makes
/// code for those of each type, much of it inline, which is more than all the rest; the runtime has one for all.
struct EqualityEmitter {
    let plan: MessagePlan
    let modifier: String

    var isNeeded: Bool { plan.members.contains { $0.field.map { $0.holdsMessages || $0.holdsMany } ?? false } }

    func emit(into text: inout SwiftText) {
        text.block("\(modifier)static func == (left: Self, right: Self) -> Bool") { text in
            for member in plan.members { text.line(comparison(member)) }
            text.line("return left.unknownFields == right.unknownFields")
        }
        text.line()
        text.block("\(modifier)func hash(into hasher: inout Hasher)") { text in
            for member in plan.members { text.line(hashing(member)) }
            text.line("hasher.combine(self.unknownFields)")
        }
    }

    private func comparison(_ member: MessagePlan.Member) -> String {
        let property = member.storage
        let condition = member.field?.holdsMessages ?? false
            ? "!\(Runtime.name("FieldValues")).areEqual(left.\(property), right.\(property))"
            : "left.\(property) != right.\(property)"
        return "if \(condition) { return false }"
    }

    private func hashing(_ member: MessagePlan.Member) -> String {
        guard let field = member.field, field.holdsMessages || field.holdsMany else {
            return "hasher.combine(self.\(member.storage))"
        }
        return "\(Runtime.name("FieldValues")).hash(self.\(field.storage), into: &hasher)"
    }
}

extension MessagePlan.Member {
    fileprivate var field: FieldPlan? {
        if case .field(let field) = self { field } else { nil }
    }

    fileprivate var storage: String {
        switch self {
        case .field(let field): field.storage
        case .oneof(let oneof): oneof.property
        }
    }
}

extension FieldPlan {
    /// Whether it is an array or a map.
    fileprivate var holdsMany: Bool { isRepeated || key != nil }

    /// Whether it is a sub-message inside its parent, or an array or a map of messages. A box sees to itself.
    fileprivate var holdsMessages: Bool { schema.type.message != nil && !isBoxed }
}
