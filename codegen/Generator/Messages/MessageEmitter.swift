internal import MartletSchema

/// Writes a message's struct: properties, initialisers and nested types.
struct MessageEmitter {
    private let plan: MessagePlan
    private let context: GenerationContext

    init(_ plan: MessagePlan, _ context: GenerationContext) {
        self.plan = plan
        self.context = context
    }

    private var modifier: String { context.visibility.modifier }

    func emit(into text: inout SwiftText) {
        text.doc(plan.schema.comments, fallback: "`\(plan.schema.fullName)`.")
        if plan.schema.isDeprecated { text.deprecationNote() }
        text.block("\(modifier)nonisolated struct \(plan.declaredName): Hashable, Sendable") { text in
            for member in plan.members { emit(member, into: &text) }
            text.line("/// Fields that arrived but are not in the schema; written back when the message is encoded.")
            text.line("\(modifier)var unknownFields = \(Runtime.name("UnknownFields()"))")
            emitInitializers(into: &text)
            let equality = EqualityEmitter(plan: plan, modifier: modifier)
            if equality.isNeeded {
                text.line()
                equality.emit(into: &text)
            }
            for field in plan.fields {
                guard let value = field.schema.defaultValue else { continue }
                text.line()
                DefaultEmitter(field: field, context: context).emit(value, into: &text)
            }
            for oneof in plan.oneofs where !oneof.fields.isEmpty {
                text.line()
                OneofEmitter(oneof: oneof, modifier: modifier).emit(into: &text)
            }
            emitNestedTypes(into: &text)
        }
    }

    private func emitNestedTypes(into text: inout SwiftText) {
        for enumeration in plan.schema.enums {
            text.line()
            EnumEmitter(enumeration: enumeration, context: context).emit(into: &text)
        }
        for message in plan.schema.messages {
            text.line()
            MessageEmitter(MessagePlan(message, context), context).emit(into: &text)
        }
    }

    private func emit(_ member: MessagePlan.Member, into text: inout SwiftText) {
        switch member {
        case .oneof(let oneof):
            text.doc(oneof.schema.comments)
            text.line("\(modifier)var \(oneof.property): \(oneof.type)?")
        case .field(let field):
            text.doc(field.schema.comments)
            if field.isComputed {
                emitComputed(field, into: &text)
            } else {
                text.line("\(modifier)var \(field.property): \(field.swiftType)\(initializer(of: field))")
            }
        }
    }

    /// The nil of an optional is Swift's own default.
    private func initializer(of field: FieldPlan) -> String {
        field.initialValue == "nil" ? "" : " = \(field.initialValue)"
    }

    private func emitComputed(_ field: FieldPlan, into text: inout SwiftText) {
        if field.schema.isDeprecated { text.line(SwiftText.deprecation) }
        let content = field.isBoxed ? "self.\(field.storage).value" : "self.\(field.storage)"
        text.block("\(modifier)var \(field.property): \(field.swiftType)") { text in
            text.line("get { \(content) }")
            text.line("set { \(content) = newValue }")
            // Without it Swift changes a part of the value by a copy of all of it, there and back.
            text.line("_modify { yield &\(content) }")
        }
        if field.isBoxed {
            text.line("private var \(field.storage) = \(Runtime.name("Boxed"))<\(field.valueType)>()")
        } else {
            text.line("private var \(field.storage): \(field.swiftType)\(initializer(of: field))")
        }
    }

    private func emitInitializers(into text: inout SwiftText) {
        text.line()
        text.line("\(modifier)init() {}")
        let members = plan.members
        guard !members.isEmpty else { return }
        let parameters = members.map { member in
            switch member {
            case .field(let field): "\(field.property): \(field.swiftType) = \(field.initialValue)"
            case .oneof(let oneof): "\(oneof.property): \(oneof.type)? = nil"
            }
        }
        text.line()
        if plan.schema.isDeprecated { text.line(SwiftText.deprecation) }
        text.signature("\(modifier)init", parameters, "{")
        text.indented { text in
            for member in members { text.line(assignment(member)) }
        }
        text.line("}")
    }

    private func assignment(_ member: MessagePlan.Member) -> String {
        switch member {
        case .field(let field) where field.isBoxed:
            "self.\(field.storage) = \(Runtime.name("Boxed"))(\(field.property))"
        case .field(let field): "self.\(field.storage) = \(field.property)"
        case .oneof(let oneof): "self.\(oneof.property) = \(oneof.property)"
        }
    }
}
