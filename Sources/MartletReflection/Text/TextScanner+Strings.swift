extension TextScanner {
    /// A literal between two `quote`s, which does not go past the end of its line.
    mutating func scanString(_ quote: UInt8) throws(TextFormatError) -> [UInt8] {
        index += 1
        var result: [UInt8] = []
        while let byte = peek() {
            switch byte {
            case quote:
                index += 1
                return result
            case UInt8(ascii: "\n"):
                throw error(.malformedString("a string ends on its line"), at: index)
            case UInt8(ascii: "\\"):
                try scanEscape(into: &result)
            default:
                result.append(byte)
                index += 1
            }
        }
        throw error(.malformedString("a string without its closing quote"))
    }

    private mutating func scanEscape(into result: inout [UInt8]) throws(TextFormatError) {
        let place = index
        guard let escape = peek(1) else { throw error(.malformedString("a string without its closing quote")) }
        index += 2
        switch escape {
        case UInt8(ascii: "a"): result.append(0x07)
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "n"): result.append(0x0a)
        case UInt8(ascii: "v"): result.append(0x0b)
        case UInt8(ascii: "f"): result.append(0x0c)
        case UInt8(ascii: "r"): result.append(0x0d)
        case UInt8(ascii: "?"), UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): result.append(escape)
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            index -= 1
            result.append(try scanOctal(place))
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            result.append(UInt8(truncatingIfNeeded: try scanHex(place, atLeast: 1, atMost: 2)))
        case UInt8(ascii: "u"):
            result += try utf8(of: try scanHex(place, atLeast: 4, atMost: 4), place)
        case UInt8(ascii: "U"):
            result += try utf8(of: try scanHex(place, atLeast: 8, atMost: 8), place)
        default:
            throw error(.malformedString("an unknown escape in a string"), at: place)
        }
    }

    private mutating func scanOctal(_ place: Int) throws(TextFormatError) -> UInt8 {
        var value = 0
        for _ in 0..<3 {
            guard let digit = peek(), (UInt8(ascii: "0")...UInt8(ascii: "7")) ~= digit else { break }
            value = value << 3 | Int(digit & 7)
            index += 1
        }
        guard let byte = UInt8(exactly: value) else {
            throw error(.malformedString("an octal escape is at most \\377"), at: place)
        }
        return byte
    }

    private mutating func scanHex(_ place: Int, atLeast: Int, atMost: Int) throws(TextFormatError) -> UInt32 {
        var value: UInt32 = 0
        var count = 0
        while count < atMost, let digit = peek().flatMap(hexValue) {
            value = value << 4 | UInt32(digit)
            count += 1
            index += 1
        }
        guard count >= atLeast else {
            let problem = "an escape needs \(atLeast) hexadecimal digit\(atLeast == 1 ? "" : "s")"
            throw error(.malformedString(problem), at: place)
        }
        return value
    }

    /// Surrogates are no characters, not even in pairs.
    private func utf8(of code: UInt32, _ place: Int) throws(TextFormatError) -> [UInt8] {
        guard let scalar = Unicode.Scalar(code) else {
            throw error(.malformedString("an escape of no Unicode character"), at: place)
        }
        return Array(String(Character(scalar)).utf8)
    }
}
