/// Cuts text into tokens, one at a time.
struct TextScanner {
    let bytes: [UInt8]
    /// Behind the current token.
    var index = 0
    /// Where the current token begins.
    private(set) var start = 0
    private(set) var token = TextToken.end

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Reads the next token.
    mutating func advance() throws(TextFormatError) {
        skipSpace()
        start = index
        token = try nextToken()
    }

    /// The byte so many after the next one; nil behind the end.
    func peek(_ offset: Int = 0) -> UInt8? {
        index + offset < bytes.count ? bytes[index + offset] : nil
    }

    /// Steps over blanks, line ends and comments.
    mutating func skipSpace() {
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: " "), 0x09...0x0d: index += 1
            case UInt8(ascii: "#"):
                while let byte = peek(), byte != UInt8(ascii: "\n") { index += 1 }
            default: return
            }
        }
    }

    private mutating func nextToken() throws(TextFormatError) -> TextToken {
        guard let byte = peek() else { return .end }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            return .string(try scanString(byte))
        case _ where isLetter(byte) || byte == UInt8(ascii: "_"):
            return .identifier(scanIdentifier())
        case _ where isDigit(byte):
            return try scanNumber()
        case UInt8(ascii: ".") where peek(1).map(isDigit) == true:
            return try scanNumber()
        case 0x21...0x7e:
            index += 1
            return .symbol(byte)
        default:
            throw error(.expected("a field, a value or a sign", found: unprintable))
        }
    }

    private mutating func scanIdentifier() -> String {
        let first = index
        while let byte = peek(), isIdentifierByte(byte) { index += 1 }
        return text(from: first)
    }

    func text(from first: Int) -> String { String(decoding: bytes[first..<index], as: UTF8.self) }

    private var unprintable: String {
        let rest = String(decoding: bytes[index...].prefix(4), as: UTF8.self)
        let scalar = rest.unicodeScalars.first?.value ?? 0
        return "U+" + String(repeating: "0", count: max(0, 4 - String(scalar, radix: 16).count))
            + String(scalar, radix: 16, uppercase: true)
    }

    /// An error at the token that is being read, or at a byte in it.
    func error(_ reason: TextFormatError.Reason, at place: Int? = nil) -> TextFormatError {
        let before = bytes[..<min(place ?? start, bytes.count)]
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        // Continuation bytes are no characters of their own.
        let column = before[lineStart...].reduce(1) { $1 & 0xc0 == 0x80 ? $0 : $0 + 1 }
        let line = before.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
        return TextFormatError(reason: reason, line: line, column: column)
    }
}

func isIdentifierByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_")
}

/// The value of a hexadecimal digit.
func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
