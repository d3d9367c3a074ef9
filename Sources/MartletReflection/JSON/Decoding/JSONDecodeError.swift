/// Text that is not the JSON form of the message it was taken for, and where it goes wrong.
public struct JSONDecodeError: Error, Hashable, Sendable {
    /// What is wrong.
    public var reason: Reason
    /// Full name of the message that was decoded, such as `shop.Order`.
    public var messageName: String
    /// Where in the text, such as `orders[3].price`, with the keys as the text spells them; empty for the whole.
    public var path: String
    /// Offset of the value, the key or the character that is wrong, counted from the first byte of the text.
    public var byteOffset: Int
    /// The line of that offset, from 1.
    public var line: Int
    /// Its place in the line, in characters (Unicode scalars), from 1.
    public var column: Int

    public init(
        reason: Reason, messageName: String, path: String = "", byteOffset: Int = 0, line: Int = 1, column: Int = 1
    ) {
        self.reason = reason
        self.messageName = messageName
        self.path = path
        self.byteOffset = byteOffset
        self.line = line
        self.column = column
    }
}

extension JSONDecodeError {
    /// What can be wrong with a text.
    ///
    /// None repeats a value of the text, which may be what a schema marks with `debug_redact`; names are repeated,
    /// cut to 64 bytes.
    public enum Reason: Hashable, Sendable {
        /// The text is not JSON (RFC 8259): what was expected, or what is wrong.
        case syntax(String)
        /// The bytes are not UTF-8.
        case invalidUTF8
        /// Objects and arrays are nested deeper than ``JSONDecodingOptions/nestingLimit``, given here.
        case nestingTooDeep(limit: Int)
        /// The text has more values than ``JSONDecodingOptions/valueLimit``, given here.
        case tooManyValues(limit: Int)
        /// The fields and elements need more memory than ``JSONDecodingOptions/elementMemoryLimit``, given here.
        case elementMemoryExceeded(limit: Int)
        /// The text is longer than 2 GiB - 1 byte, the most that protobuf allows.
        case textTooLong
        /// An object has the same key twice, or one field by both of its names.
        case duplicateKey(String)
        /// A key names no field of the message.
        case unknownField(String)
        /// A key such as `[shop.note]` names no extension of the message in the pool.
        case unknownExtension(String)
        /// A string names no value of the enum.
        case unknownEnumValue(enumName: String)
        /// The enum is closed, and no value of it has the number.
        case closedEnumValue(enumName: String)
        /// A value of another JSON type.
        case wrongType(expected: String, found: String)
        /// A number outside the range of the field's type, or not whole where that is needed.
        case invalidNumber(String)
        /// A string that is not what the field's type wants, and what that is.
        case invalidText(String)
        /// `null` where no value may be absent: in an array or as the value of a map.
        case nullNotAllowed
        /// A second field of a oneof.
        case oneofSetTwice(oneofName: String)
        /// A field that proto2 calls required is missing: its path in the message.
        case missingRequired(String)
        /// The type that an `Any` names is not in the pool, or the name is none.
        case unknownType(String)
        /// An `Any` is not what it has to be.
        case invalidAny(String)
        /// What was read has no form as a generated message: why not, see ``ConversionError``.
        case conversion(String)
    }
}

extension JSONDecodeError: CustomStringConvertible {
    /// One line, such as `shop.Order: orders[3].price: expected a number, found a string at line 7, column 12`.
    public var description: String {
        let place = path.isEmpty ? messageName : "\(messageName): \(path)"
        return "\(place): \(reason) at line \(line), column \(column)"
    }
}

extension JSONDecodeError.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .syntax(let text): text
        case .invalidUTF8: "the text is not UTF-8"
        case .nestingTooDeep(let limit): "nested deeper than JSONDecodingOptions.nestingLimit, \(limit)"
        case .tooManyValues(let limit): "more values than JSONDecodingOptions.valueLimit, \(limit)"
        case .elementMemoryExceeded(let limit):
            "the elements need more memory than JSONDecodingOptions.elementMemoryLimit, \(limit)"
        case .textTooLong: "the text is longer than 2 GiB"
        case .duplicateKey(let key): "the key \(key) stands here a second time"
        case .unknownField(let key): "no field is named \(key)"
        case .unknownExtension(let key): "no known extension is named \(key)"
        case .unknownEnumValue(let name): "\(name) has no value of this name"
        case .closedEnumValue(let name): "\(name) is closed and has no value with this number"
        case .wrongType(let expected, let found): "expected \(expected), found \(found)"
        case .invalidNumber(let text), .invalidText(let text), .invalidAny(let text), .conversion(let text): text
        case .nullNotAllowed: "null is no element of an array and no value of a map"
        case .oneofSetTwice(let name): "another field of the oneof \(name) is set"
        case .missingRequired(let path): "the required field \(path) is missing"
        case .unknownType(let url): "the type \(url) is not in the pool"
        }
    }
}

/// What goes wrong inside, before it is known where that is in the text.
struct JSONFailure: Error {
    var reason: JSONDecodeError.Reason
    var offset: Int

    init(_ reason: JSONDecodeError.Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
