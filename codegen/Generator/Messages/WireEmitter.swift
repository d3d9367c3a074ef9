internal import MartletSchema

/// Writes what makes a struct a message: its name, its fields, how it is read and written.
struct WireEmitter {
    let plan: MessagePlan
    let context: GenerationContext

    private var modifier: String { context.visibility.modifier }

    func emit(into text: inout SwiftText) {
        text.block("nonisolated extension \(plan.typeName): \(Runtime.name("Message"))") { text in
            text.line("\(modifier)static var messageName: String { \"\(plan.schema.fullName)\" }")
            text.line()
            emitFields(into: &text)
            text.line()
            DecodingEmitter(plan: plan, modifier: modifier).emit(into: &text)
            text.line()
            EncodingEmitter(plan: plan, modifier: modifier).emit(into: &text)
            let required = RequiredFieldsEmitter(plan: plan, context: context)
            if required.isNeeded {
                text.line()
                required.emit(into: &text)
            }
        }
    }

    private func emitFields(into text: inout SwiftText) {
        let type = "[\(Runtime.name("FieldInfo"))]"
        guard !plan.fields.isEmpty else {
            text.line("\(modifier)static var _pbFields: \(type) { [] }")
            return
        }
        text.line("\(modifier)static let _pbFields: \(type) = [")
        text.indented { text in
            for field in plan.fields {
                let repeated = field.isRepeated ? ", repeated: true" : ""
                let redacted = field.schema.isRedacted ? ", redacted: true" : ""
                let name = field.schema.name
                text.line(".init(\(field.schema.number), \"\(name)\", \(field.descriptor)\(repeated)\(redacted)),")
            }
        }
        text.line("]")
    }
}
