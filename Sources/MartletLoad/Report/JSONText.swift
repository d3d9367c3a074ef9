/// JSON as it is built, with two spaces for each level.
struct JSONText {
    private(set) var text = ""
    private var depth = 0
    private var isEmpty = true

    /// `{ … }`, whose members `body` writes.
    mutating func object(_ key: String? = nil, _ body: (inout JSONText) -> Void) { nest(key, "{", "}", body) }

    /// `[ … ]`, whose elements `body` writes.
    mutating func array(_ key: String? = nil, _ body: (inout JSONText) -> Void) { nest(key, "[", "]", body) }

    mutating func member(_ key: String, _ value: String?) { item(key, value.map(Self.quoted) ?? "null") }
    mutating func member(_ key: String, _ value: Int?) { item(key, value.map { "\($0)" } ?? "null") }
    mutating func member(_ key: String, _ value: Double?) { item(key, value.map(Self.number) ?? "null") }

    /// Numbers on one line.
    mutating func line(_ numbers: [Double]) { item(nil, "[\(numbers.map(Self.number).joined(separator: ", "))]") }

    private mutating func nest(_ key: String?, _ open: String, _ close: String, _ body: (inout JSONText) -> Void) {
        item(key, open)
        depth += 1
        isEmpty = true
        body(&self)
        depth -= 1
        if !isEmpty { newLine() }
        text += close
        isEmpty = false
    }

    private mutating func item(_ key: String?, _ value: String) {
        if !isEmpty { text += "," }
        if depth > 0 { newLine() }
        if let key { text += "\(Self.quoted(key)): " }
        text += value
        isEmpty = false
    }

    private mutating func newLine() { text += "\n" + String(repeating: "  ", count: depth) }

    /// JSON has no infinity; whole numbers need no point; a microsecond is the least of a second that counts.
    private static func number(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        if value == value.rounded(), abs(value) < 1e15 { return "\(Int(value))" }
        return "\((value * 1_000_000).rounded() / 1_000_000)"
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
