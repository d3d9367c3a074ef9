/// The comments that stand at a declaration, as protoc hands them over: without the comment marks, each line
/// with the blank that followed them, each comment with its final line feed.
public struct Comments: Hashable, Sendable {
    /// Directly above the declaration.
    public var leading: String
    /// Behind it on the line, or directly below it.
    public var trailing: String
    /// Further above, each set off by an empty line.
    public var detached: [String]

    public init(leading: String = "", trailing: String = "", detached: [String] = []) {
        self.leading = leading
        self.trailing = trailing
        self.detached = detached
    }

    /// Whether nothing was written at the declaration.
    public var isEmpty: Bool { leading.isEmpty && trailing.isEmpty }
}
