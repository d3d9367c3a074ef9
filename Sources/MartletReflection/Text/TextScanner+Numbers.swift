extension TextScanner {
    /// A number without its sign. Those that begin with 0 and go on are octal or hexadecimal, and whole.
    mutating func scanNumber() throws(TextFormatError) -> TextToken {
        let first = index
        let token: TextToken
        if peek() == UInt8(ascii: "0"), let second = peek(1), second | 0x20 == UInt8(ascii: "x") {
            index += 2
            token = try scanWhole(first, radix: 16, isDecimal: false) { hexValue($0) != nil }
        } else if peek() == UInt8(ascii: "0"), let second = peek(1), isDigit(second) {
            token = try scanWhole(first, radix: 8, isDecimal: false) { (UInt8(ascii: "0")...UInt8(ascii: "7")) ~= $0 }
        } else {
            token = scanDecimal(first)
        }
        if let next = peek(), isIdentifierByte(next) || next == UInt8(ascii: ".") {
            throw error(.malformedNumber("\"\(Unicode.Scalar(next))\" cannot follow the number \(text(from: first))"))
        }
        return token
    }

    private mutating func scanWhole(
        _ first: Int, radix: UInt64, isDecimal: Bool, _ isOwn: (UInt8) -> Bool
    ) throws(TextFormatError) -> TextToken {
        let digits = index
        while let byte = peek(), isOwn(byte) { index += 1 }
        guard index > digits else { throw error(.malformedNumber("a number without digits")) }
        return .integer(value(of: digits..<index, radix), isDecimal: isDecimal, text: text(from: first))
    }

    private func value(of range: Range<Int>, _ radix: UInt64) -> UInt64? {
        var value: UInt64 = 0
        for byte in bytes[range] {
            let (product, isTooLarge) = value.multipliedReportingOverflow(by: radix)
            let (sum, isLarger) = product.addingReportingOverflow(UInt64(hexValue(byte) ?? 0))
            if isTooLarge || isLarger { return nil }
            value = sum
        }
        return value
    }

    private mutating func scanDecimal(_ first: Int) -> TextToken {
        var isWhole = true
        skipDigits()
        let digits = first..<index
        if peek() == UInt8(ascii: ".") {
            isWhole = false
            index += 1
            skipDigits()
        }
        if let byte = peek(), byte | 0x20 == UInt8(ascii: "e") {
            let sign = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-") ? 1 : 0
            if let digit = peek(1 + sign), isDigit(digit) {
                isWhole = false
                index += 1 + sign
                skipDigits()
            }
        }
        let number = text(from: first)
        if let byte = peek(), byte | 0x20 == UInt8(ascii: "f") {
            index += 1
            return .float(number)
        }
        return isWhole ? .integer(value(of: digits, 10), isDecimal: true, text: number) : .float(number)
    }

    private mutating func skipDigits() {
        while let byte = peek(), isDigit(byte) { index += 1 }
    }
}
