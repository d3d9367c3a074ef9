/// A message that has no JSON form.
public struct JSONEncodeError: Error, Hashable, Sendable {
    /// What is wrong.
    public var reason: Reason
    /// Full name of the message that was encoded, such as `shop.Order`.
    public var messageName: String
    /// Where in the JSON that was being written, such as `orders[3].price`; empty for the whole.
    public var path: String

    public init(reason: Reason, messageName: String, path: String = "") {
        self.reason = reason
        self.messageName = messageName
        self.path = path
    }

    /// What a message can hold that JSON can't say.
    public enum Reason: Hashable, Sendable {
        /// A timestamp before year 1 or after year 9999, or with nanoseconds outside 0 to 999,999,999.
        case timestampOutOfRange
        /// A duration beyond 315,576,000,000 seconds, or whose nanoseconds are out of range or of another sign.
        case durationOutOfRange
        /// A path of a field mask that does not come back from `lowerCamelCase` as it was.
        case fieldMaskPath
        /// A `google.protobuf.Value` with NaN or an infinity, which JSON has no number for.
        case valueNotFinite
        /// A `google.protobuf.Value` without any value.
        case valueNotSet
        /// An `Any` that has a value and no type.
        case anyWithoutType
        /// The type that an `Any` names is not in the pool.
        case unknownType(String)
        /// The bytes in an `Any` are not a message of its type: why not.
        case invalidAny(String)
        /// Objects and arrays are nested deeper than ``JSONEncodingOptions/nestingLimit``, given here.
        case nestingTooDeep(limit: Int)
        /// A field that proto2 calls required is missing: its path in the message.
        case missingRequired(String)
        /// A generated message has no dynamic form: why not, see ``ConversionError``.
        case conversion(String)
    }
}

extension JSONEncodeError: CustomStringConvertible {
    /// One line, such as `shop.Order: lines[2].sold: the timestamp is outside the years 1 to 9999`.
    public var description: String {
        path.isEmpty ? "\(messageName): \(reason)" : "\(messageName): \(path): \(reason)"
    }
}

extension JSONEncodeError.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .timestampOutOfRange: "the timestamp is outside the years 1 to 9999, or its nanoseconds are out of range"
        case .durationOutOfRange: "the duration is out of range, or its seconds and nanoseconds differ in sign"
        case .fieldMaskPath: "a path of the field mask has no lowerCamelCase form that can be read back"
        case .valueNotFinite: "JSON has no number for NaN or an infinity"
        case .valueNotSet: "the google.protobuf.Value has no value"
        case .anyWithoutType: "the google.protobuf.Any has a value and no type"
        case .unknownType(let url): "the type \(url) is not in the pool"
        case .invalidAny(let text): "the bytes in the google.protobuf.Any are not of its type: \(text)"
        case .nestingTooDeep(let limit): "nested deeper than JSONEncodingOptions.nestingLimit, \(limit)"
        case .missingRequired(let path): "the required field \(path) is missing"
        case .conversion(let text): text
        }
    }
}
