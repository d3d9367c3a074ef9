/// Swift source that grows line by line, indented as its blocks nest.
public struct SwiftText: Sendable {
    /// What was written so far; every line ends in a line feed.
    public private(set) var source = ""
    private var depth = 0

    public init() {}

    /// Adds one line at the present depth. An empty line gets no blanks.
    public mutating func line(_ text: String = "") {
        if !text.isEmpty {
            for _ in 0..<depth { source += "    " }
            source += text
        }
        source += "\n"
    }

    /// Adds `header {`, what `body` writes one step deeper, and `}` with `tail` behind it.
    public mutating func block(_ header: String, tail: String = "", _ body: (inout SwiftText) -> Void) {
        line(header + " {")
        indented(body)
        line("}" + tail)
    }

    /// Adds what `body` writes one step deeper.
    public mutating func indented(_ body: (inout SwiftText) -> Void) {
        depth += 1
        body(&self)
        depth -= 1
    }

    /// Columns left of the first character of a line.
    public var indentation: Int { depth * 4 }
}

extension SwiftText {
    /// The longest line that is written where a choice exists.
    static let columnLimit = 120

    /// Adds `head(parameters) tail`, with the parameters on a line of their own when that is too long, and one per
    /// line when that is too long as well.
    mutating func signature(_ head: String, _ parameters: [String], _ tail: String) {
        let list = parameters.joined(separator: ", ")
        let whole = "\(head)(\(list)) \(tail)"
        if indentation + whole.count <= Self.columnLimit { return line(whole) }
        line("\(head)(")
        indented { text in
            if text.indentation + list.count <= Self.columnLimit { return text.line(list) }
            for (index, parameter) in parameters.enumerated() {
                text.line(parameter + (index + 1 < parameters.count ? "," : ""))
            }
        }
        line(") \(tail)")
    }
}
