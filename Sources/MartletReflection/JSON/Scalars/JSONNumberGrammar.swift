/// Passes over a number as JSON writes it: no plus sign, no leading zero, digits on both sides of the point.
struct JSONNumberGrammar {
    private let bytes: [UInt8]
    private let end: Int
    private(set) var position: Int

    init(_ bytes: [UInt8], from start: Int) {
        self.bytes = bytes
        position = start
        end = bytes.count
    }

    /// Whether the text is one number and nothing else.
    static func matches(_ text: ArraySlice<UInt8>) -> Bool {
        var grammar = JSONNumberGrammar(Array(text), from: 0)
        return grammar.read() == nil && grammar.position == grammar.end
    }

    /// Moves behind the number; what is wrong, if something is, at the place where it is.
    mutating func read() -> String? {
        if peek() == UInt8(ascii: "-") { position += 1 }
        if peek() == UInt8(ascii: "0") {
            position += 1
            if let next = peek(), isDigit(next) { return "a number has no leading zero" }
        } else if !takeDigits() {
            return "expected a digit"
        }
        if peek() == UInt8(ascii: ".") {
            position += 1
            if !takeDigits() { return "expected a digit behind the point" }
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            position += 1
            if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
            if !takeDigits() { return "expected a digit of the exponent" }
        }
        return nil
    }

    private func peek() -> UInt8? { position < end ? bytes[position] : nil }

    /// False when no digit comes next.
    private mutating func takeDigits() -> Bool {
        let start = position
        while position < end, isDigit(bytes[position]) { position += 1 }
        return position > start
    }
}
