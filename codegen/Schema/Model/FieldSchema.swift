/// One field of a message.
public struct FieldSchema: Hashable, Sendable {
    /// How many values the field holds and whether "none" differs from the default.
    public enum Cardinality: Hashable, Sendable {
        case singular(Presence)
        /// `packed`: how it is written; both forms are read.
        case repeated(packed: Bool)
        /// Key and value type of `map<,>`; the entry message is gone from the model.
        case map(key: FieldType, value: FieldType)
    }

    /// How a singular field tells "absent" from "default".
    public enum Presence: Hashable, Sendable {
        /// The default value is the absence.
        case implicit
        /// Absence is a state of its own. Messages and members of a oneof always have it.
        case explicit
        /// As `explicit`, and a message without it is not valid.
        case required
    }

    public var name: String
    /// Message's full name, a dot, the field's name.
    public var fullName: String
    public var number: Int32
    public var jsonName: String
    /// Type of the value, of the element when repeated; `.message` of the entry's value type for a map.
    public var type: FieldType
    public var cardinality: Cardinality
    /// Name of the real oneof that the field belongs to.
    public var oneof: String?
    /// The default written in the schema (proto2 and editions); nil means the type's zero.
    public var defaultValue: DefaultValue?
    /// Whether invalid UTF-8 in a string (or in a map's strings) is an error.
    public var validatesUTF8: Bool
    /// Whether a message value stands between group tags instead of behind a length.
    public var isDelimited: Bool
    public var isDeprecated: Bool
    /// `debug_redact`: the value must not show in descriptions and logs.
    public var isRedacted: Bool
    public var comments: Comments
    public var position: SourcePosition
    public var customOptions: [CustomOption]

    public init(name: String, fullName: String, number: Int32, type: FieldType, cardinality: Cardinality) {
        self.name = name
        self.fullName = fullName
        self.number = number
        jsonName = name
        self.type = type
        self.cardinality = cardinality
        oneof = nil
        defaultValue = nil
        validatesUTF8 = true
        isDelimited = false
        isDeprecated = false
        isRedacted = false
        comments = Comments()
        position = SourcePosition(path: "")
        customOptions = []
    }
}

/// A field that one message declares for another one.
public struct ExtensionSchema: Hashable, Sendable {
    /// Full name of the extended message.
    public var extendee: String
    public var field: FieldSchema

    public init(extendee: String, field: FieldSchema) {
        self.extendee = extendee
        self.field = field
    }
}
