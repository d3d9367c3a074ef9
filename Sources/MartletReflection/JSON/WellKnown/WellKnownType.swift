/// A message that the JSON mapping treats in a way of its own.
enum WellKnownType {
    case any, timestamp, duration, fieldMask, structure, value, listValue, wrapper

    /// Nil for all other messages, also for those that have such a name and other fields.
    init?(_ descriptor: MessageDescriptor) {
        guard descriptor.store.package == "google.protobuf", let type = Self.byName[descriptor.fullName],
            type.fits(descriptor)
        else { return nil }
        self = type
    }

    private static let byName: [String: WellKnownType] = [
        "google.protobuf.Any": .any,
        "google.protobuf.Timestamp": .timestamp,
        "google.protobuf.Duration": .duration,
        "google.protobuf.FieldMask": .fieldMask,
        "google.protobuf.Struct": .structure,
        "google.protobuf.Value": .value,
        "google.protobuf.ListValue": .listValue,
        "google.protobuf.DoubleValue": .wrapper, "google.protobuf.FloatValue": .wrapper,
        "google.protobuf.Int64Value": .wrapper, "google.protobuf.UInt64Value": .wrapper,
        "google.protobuf.Int32Value": .wrapper, "google.protobuf.UInt32Value": .wrapper,
        "google.protobuf.BoolValue": .wrapper, "google.protobuf.StringValue": .wrapper,
        "google.protobuf.BytesValue": .wrapper,
    ]

    /// Whether the fields that this mapping reads and writes are there and have the types that it expects.
    private func fits(_ descriptor: MessageDescriptor) -> Bool {
        func isSingular(_ number: Int, _ kind: FieldKind) -> Bool {
            guard let field = descriptor.field(number: number) else { return false }
            return field.kind == kind && !field.isRepeated
        }
        switch self {
        case .any: return isSingular(1, .string) && isSingular(2, .bytes)
        case .timestamp, .duration: return isSingular(1, .int64) && isSingular(2, .int32)
        case .fieldMask: return descriptor.field(number: 1).map { $0.kind == .string && $0.isList } ?? false
        case .structure: return descriptor.field(number: 1)?.mapKey?.kind == .string
        case .listValue: return descriptor.field(number: 1).map { $0.kind == .message && $0.isList } ?? false
        case .value:
            return isSingular(1, .enum) && isSingular(2, .double) && isSingular(3, .string) && isSingular(4, .bool)
                && isSingular(5, .message) && isSingular(6, .message)
        case .wrapper: return descriptor.field(number: 1).map { !$0.isRepeated && $0.kind != .message } ?? false
        }
    }
}

/// Remembers what has been found out about the messages of one text: values of any shape are many small messages of
/// three types.
final class WellKnownTypes {
    private var known: [MessageDescriptor: WellKnownType] = [:]

    subscript(descriptor: MessageDescriptor) -> WellKnownType? {
        guard descriptor.store.package == "google.protobuf" else { return nil }
        if let type = known[descriptor] { return type }
        guard let type = WellKnownType(descriptor) else { return nil }
        known[descriptor] = type
        return type
    }
}

/// The numbers of the fields of well-known types, which are the same for several of them.
enum WellKnownField {
    static let typeURL = 1, anyValue = 2
    static let seconds = 1, nanos = 2
    static let paths = 1, fields = 1, values = 1, wrapped = 1
    static let nullValue = 1, numberValue = 2, stringValue = 3, boolValue = 4, structValue = 5, listValue = 6
}

extension FieldDescriptor {
    /// Whether the values are of `google.protobuf.NullValue`, whose one value is JSON's `null`.
    var isNullValue: Bool { enumType?.fullName == "google.protobuf.NullValue" }

    /// Whether `null` is a value of the field's type.
    func acceptsNull(_ types: WellKnownTypes) -> Bool {
        switch kind {
        case .enum: isNullValue
        case .message: messageType.flatMap { types[$0] } == .value
        default: false
        }
    }
}

/// The name of the type that an `Any`'s URL ends with; nil when it ends with none.
func typeName(ofURL url: String) -> String? {
    guard let slash = url.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    let name = url[url.utf8.index(after: slash)...]
    return name.isEmpty ? nil : String(name)
}
