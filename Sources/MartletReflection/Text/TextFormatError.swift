/// Text that is not the message it was taken for, and where it goes wrong.
public struct TextFormatError: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        /// Something else should stand here.
        case expected(String, found: String)
        /// A string goes on after the end of the line, or an escape in it is none.
        case malformedString(String)
        /// A number runs into a letter, or has digits that it cannot have.
        case malformedNumber(String)
        /// A number that the field's type cannot hold.
        case outOfRange(type: String, found: String)
        /// The bytes of a `string` field are not UTF-8.
        case invalidUTF8
        /// The message has no field or extension of that name.
        case unknownField(message: String, field: String)
        /// The enum has no value of that name, or is closed and has no such number.
        case unknownEnumValue(enum: String, value: String)
        /// No type of that name is known, to open a value of `Any`.
        case unknownType(String)
        /// A field with one value is given a second.
        case duplicateField(String)
        /// Another field of the oneof is set already.
        case oneofConflict(field: String, other: String)
        /// Messages are nested deeper than ``TextFormatDecodingOptions/nestingLimit``.
        case nestingTooDeep
        /// Lists and maps need more than ``TextFormatDecodingOptions/elementMemoryLimit``.
        case elementMemoryExceeded
        /// A required field is missing; the path leads to it.
        case missingRequiredField(String)
        /// The message cannot be turned into the type that is asked for.
        case conversion(ConversionError)
    }

    public var reason: Reason
    /// From 1.
    public var line: Int
    /// From 1, in characters.
    public var column: Int

    public init(reason: Reason, line: Int, column: Int) {
        self.reason = reason
        self.line = line
        self.column = column
    }
}

extension TextFormatError: CustomStringConvertible {
    /// One line, such as `3:14: expected a number, found "abc"`.
    public var description: String { "\(line):\(column): \(reason)" }
}

extension TextFormatError.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .expected(let expected, let found): "expected \(expected), found \(found)"
        case .malformedString(let problem), .malformedNumber(let problem): problem
        case .outOfRange(let type, let found): "\(found) is out of range for \(type)"
        case .invalidUTF8: "string is not UTF-8"
        case .unknownField(let message, let field): "\(message) has no field \(field)"
        case .unknownEnumValue(let type, let value): "\(type) has no value \(value)"
        case .unknownType(let name): "unknown type \(name)"
        case .duplicateField(let name): "\(name) is set twice"
        case .oneofConflict(let field, let other): "\(field) is in one oneof with \(other), which is set"
        case .nestingTooDeep: "nested deeper than TextFormatDecodingOptions.nestingLimit"
        case .elementMemoryExceeded:
            "elements need more memory than TextFormatDecodingOptions.elementMemoryLimit"
        case .missingRequiredField(let path): "required field \(path) is missing"
        case .conversion(let error): "\(error)"
        }
    }
}
