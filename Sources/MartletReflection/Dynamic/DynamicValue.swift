public import MartletProtobuf

/// The value of a field whose type is known only when the program runs.
///
/// There is one case for each type in memory, so `int32`, `sint32` and `sfixed32` share one.
public enum DynamicValue: Hashable, Sendable {
    case bool(Bool)
    case int32(Int32)
    case int64(Int64)
    case uint32(UInt32)
    case uint64(UInt64)
    case float(Float)
    case double(Double)
    case string(String)
    case bytes(Bytes)
    /// The number of an enum's value.
    case enumNumber(Int32)
    case message(DynamicMessage)
    /// The values of a repeated field.
    case list([DynamicValue])
    /// The entries of a map.
    case map([DynamicMapKey: DynamicValue])
}

/// The key of a map's entry.
public enum DynamicMapKey: Hashable, Sendable {
    case bool(Bool)
    case int32(Int32)
    case int64(Int64)
    case uint32(UInt32)
    case uint64(UInt64)
    case string(String)

    /// Nil for values that a map cannot have as keys.
    public init?(_ value: DynamicValue) {
        switch value {
        case .bool(let value): self = .bool(value)
        case .int32(let value): self = .int32(value)
        case .int64(let value): self = .int64(value)
        case .uint32(let value): self = .uint32(value)
        case .uint64(let value): self = .uint64(value)
        case .string(let value): self = .string(value)
        default: return nil
        }
    }

    public var value: DynamicValue {
        switch self {
        case .bool(let value): .bool(value)
        case .int32(let value): .int32(value)
        case .int64(let value): .int64(value)
        case .uint32(let value): .uint32(value)
        case .uint64(let value): .uint64(value)
        case .string(let value): .string(value)
        }
    }
}

extension DynamicMapKey: Comparable {
    /// The order of deterministic output: false before true, numbers by value, strings by their bytes.
    public static func < (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.bool(let left), .bool(let right)): !left && right
        case (.int32(let left), .int32(let right)): left < right
        case (.int64(let left), .int64(let right)): left < right
        case (.uint32(let left), .uint32(let right)): left < right
        case (.uint64(let left), .uint64(let right)): left < right
        case (.string(let left), .string(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        default: left.rank < right.rank
        }
    }

    private var rank: Int {
        switch self {
        case .bool: 0
        case .int32: 1
        case .int64: 2
        case .uint32: 3
        case .uint64: 4
        case .string: 5
        }
    }
}

extension DynamicValue {
    /// Whether this is one value that a field of that type may have. Messages and the numbers of closed enums are
    /// judged by the field, see ``DynamicMessage/set(_:to:)``.
    func hasType(of kind: FieldKind) -> Bool {
        switch (self, kind) {
        case (.bool, .bool), (.string, .string), (.bytes, .bytes), (.float, .float), (.double, .double): true
        case (.int32, .int32), (.int32, .sint32), (.int32, .sfixed32): true
        case (.int64, .int64), (.int64, .sint64), (.int64, .sfixed64): true
        case (.uint32, .uint32), (.uint32, .fixed32), (.uint64, .uint64), (.uint64, .fixed64): true
        case (.enumNumber, .enum), (.message, .message): true
        default: false
        }
    }

    /// What fields without presence do not write: zero of the type. Negative zero is not, since its bits are not.
    var isZero: Bool {
        switch self {
        case .bool(let value): !value
        case .int32(let value): value == 0
        case .int64(let value): value == 0
        case .uint32(let value): value == 0
        case .uint64(let value): value == 0
        case .float(let value): value.bitPattern == 0
        case .double(let value): value.bitPattern == 0
        case .string(let value): value.isEmpty
        case .bytes(let value): value.isEmpty
        case .enumNumber(let value): value == 0
        case .message: false
        case .list(let values): values.isEmpty
        case .map(let entries): entries.isEmpty
        }
    }
}
