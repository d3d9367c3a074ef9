/// The value of a custom option, read as the schema that declares the option says.
public indirect enum OptionValue: Hashable, Sendable {
    case bool(Bool)
    /// Of the signed integer types.
    case signed(Int64)
    /// Of the unsigned integer types.
    case unsigned(UInt64)
    /// Of `float` and `double`.
    case floating(Double)
    case string(String)
    case bytes([UInt8])
    /// A number and its name; nil when the enum has no such number.
    case enumValue(name: String?, number: Int32)
    case message(OptionMessage)
    /// Of a repeated field, or the entries of a map, which are messages with `key` and `value`.
    case list([OptionValue])

    /// The text of a string; nil for every other type.
    public var string: String? { if case .string(let value) = self { value } else { nil } }

    /// The value of a boolean; nil for every other type.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    /// The elements of a repeated field; nil for every other one.
    public var list: [OptionValue]? { if case .list(let values) = self { values } else { nil } }

    /// A field of a message; nil when it is not set, or this is no message.
    public subscript(field: String) -> OptionValue? {
        if case .message(let message) = self { message.fields[field] } else { nil }
    }
}

/// A message in the value of a custom option.
public struct OptionMessage: Hashable, Sendable {
    /// Full name of its type.
    public var type: String
    /// The fields that are set, by their names in the schema.
    public var fields: [String: OptionValue]

    public init(type: String, fields: [String: OptionValue]) {
        self.type = type
        self.fields = fields
    }
}
