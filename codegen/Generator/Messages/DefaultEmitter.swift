internal import MartletSchema

/// Writes what the schema gives to a field that is not there: a constant, and a property that falls back on it.
struct DefaultEmitter {
    let field: FieldPlan
    let context: GenerationContext

    func emit(_ value: DefaultValue, into text: inout SwiftText) {
        let modifier = context.visibility.modifier
        let names = context.names.defaults(field.schema)
        text.line("/// The schema's default for `\(bare(field.property))`.")
        let isDeprecated = field.schema.isDeprecated || defaultIsDeprecated(value)
        if isDeprecated { text.line(SwiftText.deprecation) }
        text.line("\(modifier)static let \(names.constant): \(field.valueType) = \(literal(value))")
        text.line()
        text.line("/// `\(bare(field.property))`, or the schema's default when it is not set.")
        if isDeprecated { text.line(SwiftText.deprecation) }
        let body = "\(field.property) ?? Self.\(names.constant)"
        text.line("\(modifier)var \(names.property): \(field.valueType) { \(body) }")
    }

    private func bare(_ name: String) -> String { name.filter { $0 != "`" } }

    /// The value as a Swift expression.
    func literal(_ value: DefaultValue) -> String {
        switch value {
        case .bool(let value): "\(value)"
        case .signed(let value): "\(value)"
        case .unsigned(let value): "\(value)"
        case .floating(let value) where value.isNaN: ".nan"
        case .floating(let value) where value.isInfinite: value < 0 ? "-.infinity" : ".infinity"
        case .floating(let value): "\(value)"
        case .string(let value): SwiftText.literal(value)
        case .bytes(let value): "\(Runtime.name("Bytes"))([\(value.map(String.init).joined(separator: ", "))])"
        case .enumValue(let name): enumValue(name)
        }
    }

    private func enumValue(_ name: String) -> String {
        "." + (value(named: name).map(context.names.value) ?? name)
    }

    private func defaultIsDeprecated(_ value: DefaultValue) -> Bool {
        guard case .enumValue(let name) = value else { return false }
        return enumeration?.isDeprecated ?? false || self.value(named: name)?.isDeprecated ?? false
    }

    private var enumeration: EnumSchema? {
        guard case .enumeration(let type) = field.schema.type else { return nil }
        return context.schema.enumeration(type)
    }

    private func value(named name: String) -> EnumValueSchema? {
        enumeration?.values.first { $0.name == name }
    }
}

extension SwiftText {
    /// `text` as a string literal. Whatever does not show, or changes how text shows, is escaped.
    static func literal(_ text: String) -> String {
        var literal = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": literal += "\\\""
            case "\\": literal += "\\\\"
            case "\n": literal += "\\n"
            case "\r": literal += "\\r"
            case "\t": literal += "\\t"
            default:
                let isPlain = isPlain(scalar.properties.generalCategory)
                literal += isPlain ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return literal + "\""
    }

    private static func isPlain(_ category: Unicode.GeneralCategory) -> Bool {
        switch category {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
        default: true
        }
    }
}
