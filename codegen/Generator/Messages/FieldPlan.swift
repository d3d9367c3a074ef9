internal import MartletSchema

/// A field with its names, its Swift type and how it is read and written.
struct FieldPlan {
    let schema: FieldSchema
    let isBoxed: Bool
    /// What users say; with backticks if need be.
    let property: String
    /// The type of one value: of the element, when repeated; of the value, for a map.
    let valueType: String
    /// What the runtime calls that type, such as `.sint32` or `.openEnum(Color.self)`.
    let coding: String
    /// Type and coding of a map's key.
    let key: (type: String, coding: String)?
    /// Whether an enum, of this field or of a map's values, takes only the numbers it knows.
    let isClosedEnum: Bool
    /// The expression for a value that is not there.
    let zero: String
    /// What `_pbFields` calls the type: of the value, for a map.
    let word: String
    /// What it calls the type of a map's key.
    let keyWord: String?

    init(_ field: FieldSchema, _ context: GenerationContext, isBoxed: Bool) {
        schema = field
        self.isBoxed = isBoxed
        property = context.names.property(field)
        var value = ValueType(field.type, context)
        if case .map(let keyType, let mapValue) = field.cardinality {
            let keyValue = ValueType(keyType, context)
            value = ValueType(mapValue, context)
            key = (keyValue.swift, keyValue.coding)
            keyWord = keyValue.word
        } else {
            key = nil
            keyWord = nil
        }
        word = field.isDelimited ? "group" : value.word
        valueType = value.swift
        coding = value.coding
        isClosedEnum = value.isClosedEnum
        zero = value.zero
    }

    var isMessage: Bool {
        if case .message = schema.type { return key == nil }
        return false
    }

    var isRepeated: Bool {
        if case .repeated = schema.cardinality { return true }
        return false
    }

    var isPacked: Bool { schema.cardinality == .repeated(packed: true) }

    /// Whether nil means something other than the default value.
    var hasPresence: Bool {
        switch schema.cardinality {
        case .singular(let presence): presence != .implicit
        case .repeated, .map: false
        }
    }

    /// The property's type.
    var swiftType: String {
        if let key { return "[\(key.type): \(valueType)]" }
        if isRepeated { return "[\(valueType)]" }
        return hasPresence ? valueType + "?" : valueType
    }

    /// The property's value in a new message.
    var initialValue: String {
        if key != nil { return "[:]" }
        if isRepeated { return "[]" }
        return hasPresence ? "nil" : zero
    }

    /// Whether the property that users see is computed: from a box, or so that generated code can touch the value
    /// of a deprecated field without being warned.
    var isComputed: Bool { schema.oneof == nil && (isBoxed || schema.isDeprecated) }

    /// The stored property.
    var storage: String {
        guard isComputed else { return property }
        let bare = property.filter { $0 != "`" }
        return "_pb" + bare.prefix(1).uppercased() + bare.dropFirst()
    }

    /// The field's number and wire type in one number.
    func tag(_ wireType: Int32) -> UInt32 { UInt32(bitPattern: schema.number) << 3 | UInt32(bitPattern: wireType) }

    /// The tag in front of a value that is not packed.
    var tag: UInt32 { tag(wireType) }

    private var wireType: Int32 {
        if key != nil { return 2 }
        switch schema.type {
        case .double, .fixed64, .sfixed64: return 1
        case .string, .bytes: return 2
        case .message: return schema.isDelimited ? 3 : 2
        case .float, .fixed32, .sfixed32: return 5
        default: return 0
        }
    }
}
