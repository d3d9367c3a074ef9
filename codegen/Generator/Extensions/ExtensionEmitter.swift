internal import MartletSchema

/// Writes the constant that stands for an extension: a member of the runtime's `ExtensionField`, so that users write
/// `.comment`, or of the message that the extension is declared in, where its name is unique.
struct ExtensionEmitter {
    private let schema: ExtensionSchema
    private let field: FieldPlan
    private let context: GenerationContext

    init(_ schema: ExtensionSchema, _ context: GenerationContext) {
        self.schema = schema
        self.context = context
        field = FieldPlan(schema.field, context, isBoxed: false)
    }

    /// - Parameter scope: The message that the extension is declared in; nil at the top level of the file.
    func emit(in scope: MessageSchema?, into text: inout SwiftText) {
        let arguments = "\(context.names.type(schema.extendee)), \(field.swiftValue)"
        let type = "\(Runtime.name("ExtensionField"))<\(arguments)>"
        let extended = scope.map { context.names.type($0.fullName) } ?? type
        text.block("nonisolated extension \(extended)") { text in
            let fallback = "`\(schema.field.fullName)`, an extension of `\(schema.extendee)`."
            text.doc(schema.field.comments, fallback: fallback)
            if schema.field.isDeprecated { text.line(SwiftText.deprecation) }
            let result = scope == nil ? "Self" : type
            text.block("\(context.visibility.modifier)static var \(field.property): \(result)") { text in
                text.line(".init(\(parts.joined(separator: ", ")))")
            }
        }
    }

    private var parts: [String] {
        var parts = ["\(schema.field.number)", "\"\(schema.field.fullName)\"", shape]
        if let value = schema.field.defaultValue {
            parts.append("default: \(DefaultEmitter(field: field, context: context).literal(value))")
        }
        let isInMessageSet = context.schema.message(schema.extendee)?.usesMessageSetFormat ?? false
        if isInMessageSet { parts.append("inMessageSet: true") }
        return parts
    }

    private var shape: String {
        let plural = field.isRepeated ? "s" : ""
        if field.isMessage {
            return ".\(schema.field.isDelimited ? "group" : "message")\(plural)(\(field.valueType).self)"
        }
        let packed = field.isRepeated && schema.field.type.isPackable ? ", packed: \(field.isPacked)" : ""
        if field.isClosedEnum { return ".closedEnum\(plural)(\(field.valueType).self\(packed))" }
        return ".\(field.isRepeated ? "repeated" : "singular")(\(field.coding)\(packed))"
    }
}

extension FieldPlan {
    /// The type of what the field holds when it holds something.
    fileprivate var swiftValue: String { isRepeated ? "[\(valueType)]" : valueType }
}
