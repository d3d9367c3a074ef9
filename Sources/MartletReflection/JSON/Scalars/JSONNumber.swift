/// A number as JSON writes it, read exactly: `digits` times ten to the power of `exponent`.
struct JSONNumber {
    let isNegative: Bool
    /// The digits without the zeros at either end; none for 0.
    private let digits: [UInt8]
    private let exponent: Int

    /// - Parameter text: A number that ``JSONNumberGrammar`` has passed over.
    init(_ text: ArraySlice<UInt8>) {
        var rest = text
        isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirst() }
        var exponent = 0
        if let mark = rest.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
            exponent = Self.exponent(rest[(mark + 1)...])
            rest = rest[..<mark]
        }
        var digits = rest
        if let point = rest.firstIndex(of: UInt8(ascii: ".")) {
            exponent -= rest.endIndex - point - 1
            digits = rest[..<point] + rest[(point + 1)...]
        }
        let significant = digits.drop { $0 == UInt8(ascii: "0") }
        let end = significant.lastIndex { $0 != UInt8(ascii: "0") }.map { $0 + 1 } ?? significant.startIndex
        self.digits = Array(significant[..<end])
        self.exponent = exponent + (significant.endIndex - end)
    }

    /// Far beyond any number that fits a type, and far enough from the ends of `Int` to be added to.
    private static let hugeExponent = 1 << 40

    private static func exponent(_ text: ArraySlice<UInt8>) -> Int {
        let isNegative = text.first == UInt8(ascii: "-")
        var value = 0
        for byte in text where isDigit(byte) {
            value = min(value * 10 + Int(byte - UInt8(ascii: "0")), hugeExponent)
        }
        return isNegative ? -value : value
    }

    /// Whether it is an integer, such as 1e5 and 1.0 are.
    var isWhole: Bool { digits.isEmpty || exponent >= 0 }

    /// The integer without its sign; nil when it is none, or too large.
    var magnitude: UInt64? {
        if digits.isEmpty { return 0 }
        guard exponent >= 0, exponent <= 20, digits.count <= 20 else { return nil }
        var value: UInt64 = 0
        for digit in digits.map({ UInt64($0 - UInt8(ascii: "0")) }) + repeatElement(0, count: exponent) {
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(digit)
            if overflows || carries { return nil }
            value = sum
        }
        return value
    }

    /// The integer; nil when it is none, or does not fit.
    func integer<T: FixedWidthInteger>(_: T.Type) -> T? {
        guard let magnitude else { return nil }
        if !isNegative { return T(exactly: magnitude) }
        if magnitude == 0 { return 0 }
        // The smallest number has no positive counterpart, so it is reached from one above.
        guard T.isSigned, let positive = T(exactly: magnitude - 1) else { return nil }
        return -1 - positive
    }
}

/// The integer that a text of a sign and a few digits is, as nearly all are; nil for all others.
func shortInteger(_ text: ArraySlice<UInt8>) -> Int64? {
    let isNegative = text.first == UInt8(ascii: "-")
    guard text.count <= 18 else { return nil }
    var value: Int64 = 0
    for byte in isNegative ? text.dropFirst() : text {
        guard isDigit(byte) else { return nil }
        value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    return isNegative ? -value : value
}

/// The floating-point number nearest to a JSON number; nil when it is beyond the largest.
func floatingPoint<T: BinaryFloatingPoint & LosslessStringConvertible>(
    _ text: ArraySlice<UInt8>, _: T.Type
) -> T? {
    guard let value = T(String(decoding: text, as: UTF8.self)), value.isFinite else { return nil }
    return value
}
