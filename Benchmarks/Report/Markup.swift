import Foundation

/// A tree of HTML or SVG elements that becomes text; what is put into it is escaped.
struct Markup: ExpressibleByStringInterpolation {
    let text: String

    /// Escaped text.
    init(_ text: some StringProtocol) {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
        self.text = escaped
    }

    init(stringLiteral text: String) { self.init(text) }

    /// An element; a value of `nil` leaves its attribute out.
    init(_ name: String, _ attributes: KeyValuePairs<String, String?>, _ children: [Markup] = []) {
        let list = attributes.compactMap { key, value in value.map { " \(key)=\"\(Markup($0).text)\"" } }.joined()
        text = "<\(name)\(list)>" + children.map(\.text).joined() + "</\(name)>"
    }

    /// Text that is markup already.
    init(raw text: String) { self.text = text }
}

/// A number as people read it: three digits that count, and thousands apart.
func readable(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    let size = abs(value)
    if size >= 1000 {
        let digits = String(Int(value.rounded()))
        var grouped = ""
        for (index, digit) in digits.reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3), digit != "-" { grouped.append("\u{202f}") }
            grouped.append(digit)
        }
        return String(grouped.reversed())
    }
    let decimals = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3
    return String(format: "%.\(decimals)f", value)
}
