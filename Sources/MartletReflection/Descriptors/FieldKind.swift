/// A field's type in the schema language. Groups are messages: see ``FieldDescriptor/isDelimited``.
public enum FieldKind: Hashable, Sendable {
    case double, float
    case int64, uint64, int32, fixed64, fixed32
    case bool, string, message, bytes
    case uint32, `enum`, sfixed32, sfixed64, sint32, sint64

    init(_ type: FieldDescriptorProto.Type_) {
        self = switch type {
        case .double: .double
        case .float: .float
        case .int64: .int64
        case .uint64: .uint64
        case .int32: .int32
        case .fixed64: .fixed64
        case .fixed32: .fixed32
        case .bool: .bool
        case .string: .string
        case .group, .message: .message
        case .bytes: .bytes
        case .uint32: .uint32
        case .enum: .enum
        case .sfixed32: .sfixed32
        case .sfixed64: .sfixed64
        case .sint32: .sint32
        case .sint64: .sint64
        }
    }

    /// Whether repeated values can stand behind one tag.
    public var isPackable: Bool {
        switch self {
        case .string, .bytes, .message: false
        default: true
        }
    }

    /// Whether a map may have keys of this type.
    var isMapKey: Bool {
        switch self {
        case .double, .float, .bytes, .message, .enum: false
        default: true
        }
    }
}

/// How many values a field has.
public enum Cardinality: Hashable, Sendable {
    case optional, required, repeated
}
