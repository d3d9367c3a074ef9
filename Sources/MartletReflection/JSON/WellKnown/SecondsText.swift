/// Nanoseconds in a second.
let nanosPerSecond: Int32 = 1_000_000_000

/// The fraction of a second as the JSON mapping writes it: a point and 3, 6 or 9 digits, nothing for 0.
func fractionText(nanos: UInt32) -> String {
    if nanos == 0 { return "" }
    var (value, count) = (nanos, 9)
    while value % 1_000 == 0 { (value, count) = (value / 1_000, count - 3) }
    let digits = String(value)
    return "." + String(repeating: "0", count: count - digits.utf8.count) + digits
}

/// Takes characters from the front of a text of ASCII.
struct ASCIIReader {
    private var rest: ArraySlice<UInt8>

    init(_ text: ArraySlice<UInt8>) {
        rest = text
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// Whether the character came next, and was taken.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let next = rest.first, UInt32(next) == character.value else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// A number of exactly so many digits.
    mutating func digits(_ count: Int) -> Int? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy(isDigit) else { return nil }
        rest = rest.dropFirst(count)
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// As many digits as there are, from one up to `limit`, and how many.
    mutating func digits(upTo limit: Int) -> (value: Int, count: Int)? {
        let count = rest.prefix { isDigit($0) }.count
        guard count > 0, count <= limit, let value = digits(count) else { return nil }
        return (value, count)
    }

    /// Nanoseconds from a point and one to nine digits; 0 when no point comes next.
    mutating func fraction() -> Int32? {
        guard take(".") else { return 0 }
        guard let (value, count) = digits(upTo: 9) else { return nil }
        return (count..<9).reduce(Int32(value)) { nanos, _ in nanos * 10 }
    }
}
