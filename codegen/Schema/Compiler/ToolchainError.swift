/// Something outside of the schema is missing or does not work: protoc, a file, a folder.
public struct ToolchainError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence without a final dot.
    public var text: String
    /// What to do about it.
    public var help: String?

    public init(_ text: String, help: String? = nil) {
        self.text = text
        self.help = help
    }

    /// `error: text`, then a `help:` line when there is one.
    public var description: String {
        "error: \(text)" + (help.map { "\n  help: \($0)" } ?? "")
    }
}
