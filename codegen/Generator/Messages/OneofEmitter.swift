internal import MartletSchema

/// Writes the enum of a oneof, and an accessor for each of its fields.
struct OneofEmitter {
    let oneof: OneofPlan
    let modifier: String

    func emit(into text: inout SwiftText) {
        text.doc(oneof.schema.comments, fallback: "One of the fields of `\(oneof.schema.name)`.")
        text.block("\(modifier)nonisolated enum \(oneof.type): Hashable, Sendable") { text in
            for field in oneof.fields {
                text.doc(field.schema.comments)
                let prefix = field.isBoxed ? "indirect " : ""
                text.line("\(prefix)case \(field.property)(\(field.valueType))")
            }
        }
        for field in oneof.fields {
            text.line()
            emitAccessor(of: field, into: &text)
        }
    }

    private func emitAccessor(of field: FieldPlan, into text: inout SwiftText) {
        let name = oneof.property.filter { $0 != "`" }
        text.line("/// The value of `\(name)` if it is this one; setting nil clears any.")
        if field.schema.isDeprecated { text.line(SwiftText.deprecation) }
        text.block("\(modifier)var \(field.property): \(field.valueType)?") { text in
            let target = "self.\(oneof.property)"
            text.line("get { if case .\(field.property)(let value)? = \(target) { value } else { nil } }")
            text.line("set { if let newValue { \(target) = .\(field.property)(newValue) } else { \(target) = nil } }")
        }
    }
}
