/// What is wrong with a schema, and where.
public struct SchemaError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where the trouble was found; nil when it concerns no one place.
    public var position: SourcePosition?
    /// One sentence without a final dot.
    public var text: String
    /// The line of the schema and a caret below it; empty when they are not at hand.
    public var excerpt: [String] = []
    /// What to do about it.
    public var help: String?

    public init(at position: SourcePosition? = nil, _ text: String, help: String? = nil) {
        self.position = position
        self.text = text
        self.help = help
    }

    /// `path:line:column: error: text`, the line of the schema, then a `help:` line when there is one.
    public var description: String {
        let place = position.map { "\($0): " } ?? ""
        let lines = ["\(place)error: \(text)"] + excerpt + (help.map { ["  help: \($0)"] } ?? [])
        return lines.joined(separator: "\n")
    }
}
