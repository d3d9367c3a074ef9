/// The type of a field's value.
public enum FieldType: Hashable, Sendable {
    case double, float
    case int32, int64, uint32, uint64
    /// ZigZag-encoded varints.
    case sint32, sint64
    case fixed32, fixed64, sfixed32, sfixed64
    case bool
    case string
    case bytes
    /// Full name of the message, without a leading dot. `FieldSchema.isDelimited` tells groups apart.
    case message(String)
    /// Full name of the enum, without a leading dot.
    case enumeration(String)

    /// Full name of the message or enum; nil for scalars.
    public var typeName: String? {
        switch self {
        case .message(let name), .enumeration(let name): name
        default: nil
        }
    }

    /// Whether repeated values of the type can be packed.
    public var isPackable: Bool {
        switch self {
        case .string, .bytes, .message: false
        default: true
        }
    }
}

/// A default that a schema gives to a field.
public enum DefaultValue: Hashable, Sendable {
    case bool(Bool)
    /// For the signed integer types.
    case signed(Int64)
    /// For the unsigned integer types.
    case unsigned(UInt64)
    /// For `float` and `double`; infinities and NaN included.
    case floating(Double)
    case string(String)
    case bytes([UInt8])
    /// Name of the enum value as written in the schema.
    case enumValue(String)
}
