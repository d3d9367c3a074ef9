/// One file to write.
public struct GeneratedFile: Hashable, Sendable {
    /// Relative to the output folder, with `/` between folders and never with `..`.
    public var path: String
    public var source: String

    public init(path: String, source: String) {
        self.path = path
        self.source = source
    }
}
