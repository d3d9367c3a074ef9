/// What text format is made of.
enum TextToken: Hashable {
    case identifier(String)
    /// A whole number and how it was written. Nil for one beyond 64 bits.
    case integer(UInt64?, isDecimal: Bool, text: String)
    case float(String)
    /// One literal, its escapes resolved.
    case string([UInt8])
    case symbol(UInt8)
    case end

    /// For errors.
    var found: String {
        switch self {
        case .identifier(let text), .integer(_, _, let text), .float(let text): "\"\(cutOff(text))\""
        case .string: "a string"
        case .symbol(let byte): "\"\(Unicode.Scalar(byte))\""
        case .end: "the end"
        }
    }

    /// A peer's text may be long; an error line is not.
    private func cutOff(_ text: String) -> String {
        text.utf8.count <= 64 ? text : "\(text.prefix(64))…"
    }
}
