internal import MartletSchema

/// How Swift and the runtime spell a type of the schema language.
struct ValueType {
    let swift: String
    /// As a field's coding: `.int32`, `.openEnum(Color.self)`, `.message(Point.self)`.
    let coding: String
    /// As `_pbFields` says it: `int32`, `enum`, `message`.
    let word: String
    let zero: String
    let isClosedEnum: Bool

    init(_ type: FieldType, _ context: GenerationContext) {
        switch type {
        case .message(let name):
            swift = context.names.type(name)
            coding = ".message(\(swift).self)"
            word = "message"
            zero = swift + "()"
            isClosedEnum = false
        case .enumeration(let name):
            swift = context.names.type(name)
            let enumeration = context.schema.enumeration(name)
            isClosedEnum = enumeration?.isClosed ?? false
            coding = isClosedEnum ? ".closedEnum(\(swift).self)" : ".openEnum(\(swift).self)"
            word = "enum"
            zero = Self.zero(of: enumeration, swift, context)
        default:
            (swift, zero) = Self.scalar(type)
            coding = Self.coding(ofScalar: type)
            word = String(coding.dropFirst())
            isClosedEnum = false
        }
    }

    private static func scalar(_ type: FieldType) -> (swift: String, zero: String) {
        switch type {
        case .double: ("Double", "0")
        case .float: ("Float", "0")
        case .int32, .sint32, .sfixed32: ("Int32", "0")
        case .int64, .sint64, .sfixed64: ("Int64", "0")
        case .uint32, .fixed32: ("UInt32", "0")
        case .uint64, .fixed64: ("UInt64", "0")
        case .bool: ("Bool", "false")
        case .string: ("String", "\"\"")
        case .bytes: (Runtime.name("Bytes"), Runtime.name("Bytes()"))
        case .message(let name), .enumeration(let name): (name, "nil")
        }
    }

    /// A dot and the schema language's name. (Interpolating the case would cost more than all the rest.)
    private static func coding(ofScalar type: FieldType) -> String {
        switch type {
        case .double: ".double"
        case .float: ".float"
        case .int32: ".int32"
        case .int64: ".int64"
        case .uint32: ".uint32"
        case .uint64: ".uint64"
        case .sint32: ".sint32"
        case .sint64: ".sint64"
        case .fixed32: ".fixed32"
        case .fixed64: ".fixed64"
        case .sfixed32: ".sfixed32"
        case .sfixed64: ".sfixed64"
        case .bool: ".bool"
        case .string: ".string"
        case .bytes: ".bytes"
        case .message(let name), .enumeration(let name): name
        }
    }

    /// The value with number 0, by its name unless naming it would warn.
    private static func zero(of enumeration: EnumSchema?, _ swift: String, _ context: GenerationContext) -> String {
        let zero = enumeration?.values.first { $0.number == 0 }
        let warns = enumeration?.isDeprecated ?? false || zero?.isDeprecated ?? false
        guard let zero, !warns, zero.aliasOf == nil else { return "\(swift)(rawValue: 0)" }
        return "." + context.names.value(zero)
    }
}
