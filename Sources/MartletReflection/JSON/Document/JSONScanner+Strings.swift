extension JSONScanner {
    /// Passes over a string up to its closing quote, and says whether it has escapes, all of which are valid.
    mutating func skipString() throws(JSONFailure) -> Bool {
        var isEscaped = false
        position += 1
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                return isEscaped
            case UInt8(ascii: "\\"):
                isEscaped = true
                try skipEscape()
            case 0..<0x20:
                throw failure("a control character in a string must be escaped")
            default:
                position += 1
            }
        }
        throw failure("expected a double quote at the end of the string")
    }

    private mutating func skipEscape() throws(JSONFailure) {
        let start = position
        position += 1
        switch peek() {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        case UInt8(ascii: "u"):
            position = start
            try skipUnicodeEscapes()
        default:
            position = start
            throw failure(#"the escapes are \" \\ \/ \b \f \n \r \t and \u with four digits"#)
        }
    }

    /// `\uXXXX`, or two of them that are a pair of surrogates.
    private mutating func skipUnicodeEscapes() throws(JSONFailure) {
        let start = position
        let unit = try unicodeEscape()
        guard unit & 0xf800 == 0xd800 else { return }
        let isPair = unit < 0xdc00 && position + 1 < bytes.count
            && bytes[position] == UInt8(ascii: "\\") && bytes[position + 1] == UInt8(ascii: "u")
        if isPair, try unicodeEscape() & 0xfc00 == 0xdc00 { return }
        position = start
        throw failure("half of a surrogate pair is no character")
    }

    /// A `\u` and its digits, of which the backslash comes next.
    private mutating func unicodeEscape() throws(JSONFailure) -> UInt16 {
        guard let unit = utf16Escape(bytes[position...]) else {
            throw failure(#"expected four hexadecimal digits behind \u"#)
        }
        position += 6
        return unit
    }
}

/// The value of an escape such as `\u20ac` with which the bytes begin; nil when they begin with none.
func utf16Escape(_ bytes: ArraySlice<UInt8>) -> UInt16? {
    guard bytes.count >= 6 else { return nil }
    var value: UInt16 = 0
    for byte in bytes.dropFirst(2).prefix(4) {
        guard let digit = hexadecimalDigit(byte) else { return nil }
        value = value << 4 | digit
    }
    return value
}

private func hexadecimalDigit(_ byte: UInt8) -> UInt16? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
}

/// The UTF-8 that a string of JSON stands for. Its escapes have been checked when it was scanned.
func unescapedJSON(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var rest = bytes
    while let backslash = rest.firstIndex(of: UInt8(ascii: "\\")) {
        result += rest[..<backslash]
        rest = rest[backslash...]
        guard let letter = rest.dropFirst().first else { break }
        if letter == UInt8(ascii: "u") {
            appendScalar(from: &rest, to: &result)
        } else {
            result.append(character(ofEscape: letter))
            rest = rest.dropFirst(2)
        }
    }
    return result + rest
}

private func character(ofEscape letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "b"): 8
    case UInt8(ascii: "f"): 12
    case UInt8(ascii: "n"): 10
    case UInt8(ascii: "r"): 13
    case UInt8(ascii: "t"): 9
    default: letter
    }
}

private func appendScalar(from rest: inout ArraySlice<UInt8>, to result: inout [UInt8]) {
    var code = UInt32(utf16Escape(rest) ?? 0xfffd)
    rest = rest.dropFirst(6)
    if code & 0xfc00 == 0xd800 {
        let low = UInt32(utf16Escape(rest) ?? 0xdc00)
        rest = rest.dropFirst(6)
        code = 0x1_0000 + (code & 0x3ff) << 10 + low & 0x3ff
    }
    result += UTF8.encode(Unicode.Scalar(code) ?? "\u{fffd}") ?? UTF8.encodedReplacementCharacter
}
