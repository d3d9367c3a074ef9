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

    /// As one string, which costs the compiler nothing, and the types that it can't say.
    private func emitFields(into text: inout SwiftText) {
        guard !plan.fields.isEmpty else {
            text.line("\(modifier)static var _pbFields: [\(Runtime.name("FieldInfo"))] { [] }")
            return
        }
        text.line("\(modifier)static let _pbFields = \(Runtime.name("FieldInfo")).list(")
        text.indented { text in
            text.line("\"\"\"")
            for field in plan.fields { text.line(line(field)) }
            let lists = [
                ("messages", types { $0 == "message" || $0 == "group" }), ("enums", types { $0 == "enum" }),
            ].filter { !$0.1.isEmpty }
            text.line("\"\"\"" + (lists.isEmpty ? ")" : ","))
            for (index, list) in lists.enumerated() {
                text.list(list.0, list.1, tail: index + 1 < lists.count ? "," : ")")
            }
        }
    }

    private func line(_ field: FieldPlan) -> String {
        let map = field.keyWord.map { "map \($0) " } ?? ""
        let repeated = field.isRepeated ? " repeated" : ""
        let redacted = field.schema.isRedacted ? " redacted" : ""
        return "\(field.schema.number) \(field.schema.name) \(map)\(field.word)\(repeated)\(redacted)"
    }

    /// The types that the lines with such a word speak of, in their order.
    private func types(_ isSuch: (String) -> Bool) -> [String] {
        plan.fields.filter { isSuch($0.word) }.map { $0.valueType + ".self" }
    }
}

extension SwiftText {
    /// An array as an argument, with each element on a line of its own when all are too long for one.
    fileprivate mutating func list(_ label: String, _ elements: [String], tail: String) {
        let whole = "\(label): [\(elements.joined(separator: ", "))]\(tail)"
        if indentation + whole.count <= Self.columnLimit { return line(whole) }
        line("\(label): [")
        indented { text in
            for element in elements { text.line(element + ",") }
        }
        line("]" + tail)
    }
}
