internal import MartletSchema

/// Writes an enum: a struct when it is open, a Swift enum when it is closed.
struct EnumEmitter {
    let enumeration: EnumSchema
    let context: GenerationContext

    func emit(into text: inout SwiftText) {
        text.doc(enumeration.comments, fallback: "`\(enumeration.fullName)`.")
        if enumeration.isDeprecated { text.deprecationNote() }
        if enumeration.isClosed {
            emitClosed(into: &text)
        } else {
            emitOpen(into: &text)
        }
    }

    private var modifier: String { context.visibility.modifier }
    private var name: String { context.names.declaredType(enumeration.fullName) }

    private func emitOpen(into text: inout SwiftText) {
        text.block("\(modifier)nonisolated struct \(name): \(Runtime.name("OpenEnum"))") { text in
            text.line("\(modifier)var rawValue: Int32")
            text.line()
            text.block("\(modifier)init(rawValue: Int32)") { $0.line("self.rawValue = rawValue") }
            for value in namedValues {
                text.line()
                text.doc(value.comments)
                if warns(value) { text.line(SwiftText.deprecation) }
                text.line("\(modifier)static let \(context.names.value(value)) = Self(rawValue: \(value.number))")
            }
            text.line()
            emitValues(into: &text)
        }
    }

    private func emitClosed(into text: inout SwiftText) {
        text.block("\(modifier)nonisolated enum \(name): Int32, \(Runtime.name("ProtobufEnum"))") { text in
            for (index, value) in namedValues.enumerated() {
                if index > 0, !value.comments.isEmpty { text.line() }
                text.doc(value.comments)
                if warns(value) { text.line(SwiftText.deprecation) }
                if let alias = value.aliasOf, let original = enumeration.values.first(where: { $0.name == alias }) {
                    let (name, target) = (context.names.value(value), context.names.value(original))
                    text.line("\(modifier)static var \(name): Self { .\(target) }")
                } else {
                    text.line("case \(context.names.value(value)) = \(value.number)")
                }
            }
            text.line()
            emitValues(into: &text)
        }
    }

    /// Whether naming the value is to warn: all values of a deprecated enum do, as the type itself can't.
    private func warns(_ value: EnumValueSchema) -> Bool { value.isDeprecated || enumeration.isDeprecated }

    /// The values without those aliases whose Swift name is that of the value they stand for.
    private var namedValues: [EnumValueSchema] {
        var seen: Set<String> = []
        return enumeration.values.filter { seen.insert(context.names.value($0)).inserted }
    }

    private func emitValues(into text: inout SwiftText) {
        text.line("\(modifier)static let _pbValues: [\(Runtime.name("EnumValueInfo"))] = [")
        text.indented { text in
            for value in enumeration.values where value.aliasOf == nil {
                text.line(".init(\(value.number), \"\(value.name)\"),")
            }
        }
        text.line("]")
    }
}

extension SwiftText {
    static let deprecation = "@available(*, deprecated, message: \"The schema marks it deprecated.\")"

    /// Says in the documentation that a type is deprecated. An attribute would warn wherever generated code, which
    /// nobody can change, uses the type; so it stands at what users alone write: the initialiser with the message's
    /// fields, the enum's values.
    mutating func deprecationNote() {
        line("///")
        line("/// - Note: The schema marks it deprecated.")
    }
}
