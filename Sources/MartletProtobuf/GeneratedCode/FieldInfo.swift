/// What the schema says of one field: enough to print it and to name it in an error.
public struct FieldInfo: Sendable {
    public var number: Int32
    /// Whether the schema marks the field with `debug_redact`: its value is in no description.
    public var isRedacted: Bool
    /// Whether it is repeated, a map not being so: errors then give the element's index.
    public var isRepeated: Bool
    public var name: String
    public var type: FieldType

    public init(
        _ number: Int32, _ name: String, _ type: FieldType, repeated: Bool = false, redacted: Bool = false
    ) {
        self.number = number
        self.name = name
        self.type = type
        self.isRepeated = repeated
        self.isRedacted = redacted
    }
}

/// A field's type in the schema; a repeated field has the type of its elements.
public indirect enum FieldType: Sendable {
    case int32, int64, uint32, uint64, sint32, sint64, bool
    case fixed32, sfixed32, float
    case fixed64, sfixed64, double
    case string, bytes
    case `enum`(any ProtobufEnum.Type)
    case message(any Message.Type)
    case group(any Message.Type)
    case map(FieldType, FieldType)

    /// The fields of the messages that a field of this type holds: those of an entry, for a map.
    var nestedFields: [FieldInfo]? {
        switch self {
        case .message(let type), .group(let type): type._pbFields
        case .map(let key, let value): [FieldInfo(1, "key", key), FieldInfo(2, "value", value)]
        default: nil
        }
    }
}

extension [FieldInfo] {
    /// The field that a tag names. They stand in order of their numbers; a message of nothing but unknown fields must
    /// not cost a walk through all of them for each.
    func field(of tag: UInt32) -> FieldInfo? {
        let number = Int32(truncatingIfNeeded: tag &>> 3)
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if self[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low < endIndex && self[low].number == number ? self[low] : nil
    }
}
