/// What is wrong with the bytes of a message; one byte, so that throwing it costs a register.
///
/// Generated code throws it while it reads. `Message.init(decoding:)` turns it into a ``DecodeError``, which
/// also says where.
public enum WireError: UInt8, Error, Hashable, Sendable {
    /// A value ends after the message, or the sub-message, that holds it.
    case truncated
    /// A varint goes on after ten bytes.
    case varintTooLong
    /// A tag or a length goes on after five bytes, or a tag does not fit in 32 bits.
    case tagOrLengthTooLong
    /// A tag has wire type 6 or 7, which do not exist.
    case invalidWireType
    /// A tag has field number 0.
    case invalidFieldNumber
    /// The bytes of a `string` field are not UTF-8.
    case invalidUTF8
    /// A group ends that did not begin here.
    case unmatchedEndGroup
    /// Messages and groups are nested deeper than ``DecodingOptions/nestingLimit``.
    case nestingTooDeep
    /// What the message takes in memory beyond its bytes exceeds ``DecodingOptions/elementMemoryLimit``.
    case elementMemoryExceeded
    /// The message is longer than ``DecodingOptions/messageSizeLimit``.
    case messageTooLarge
    /// The unknown fields take more bytes than ``DecodingOptions/unknownFieldLimit``.
    case unknownFieldsExceeded
    /// The message, or one in it, lacks a field that its schema calls `required`.
    case missingRequiredField
}

extension WireError {
    /// Throws it. Out of line, as a `throw` is more code than what comes before it in most messages.
    @usableFromInline @inline(never)
    func raise() throws(WireError) -> Never { throw self }

    /// The limit behind the error, as `options` set it; nil when the bytes themselves are wrong.
    package func limit(in options: DecodingOptions) -> Int? {
        switch self {
        case .nestingTooDeep: options.nestingLimit
        case .elementMemoryExceeded: options.elementMemoryLimit
        case .messageTooLarge: min(options.messageSizeLimit, Int(Int32.max))
        case .unknownFieldsExceeded: options.unknownFieldLimit
        default: nil
        }
    }
}

extension WireError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .truncated: "value ends after its message"
        case .varintTooLong: "varint longer than ten bytes"
        case .tagOrLengthTooLong: "tag or length longer than five bytes"
        case .invalidWireType: "invalid wire type"
        case .invalidFieldNumber: "field number 0"
        case .invalidUTF8: "string is not UTF-8"
        case .unmatchedEndGroup: "end of a group that did not begin"
        case .nestingTooDeep: "nested deeper than DecodingOptions.nestingLimit"
        case .elementMemoryExceeded: "elements need more memory than DecodingOptions.elementMemoryLimit"
        case .messageTooLarge: "message longer than DecodingOptions.messageSizeLimit"
        case .unknownFieldsExceeded: "unknown fields longer than DecodingOptions.unknownFieldLimit"
        case .missingRequiredField: "a required field is missing"
        }
    }
}
