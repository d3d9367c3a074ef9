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
