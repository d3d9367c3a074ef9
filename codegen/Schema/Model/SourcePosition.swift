/// A place in a `.proto` file.
public struct SourcePosition: Hashable, Sendable, CustomStringConvertible {
    /// As import lines spell it.
    public var path: String
    /// From 1; 0 when the descriptors came without source info.
    public var line: Int
    /// From 1; 0 when the descriptors came without source info.
    public var column: Int

    public init(path: String, line: Int = 0, column: Int = 0) {
        self.path = path
        self.line = line
        self.column = column
    }

    /// `path:line:column`, or the path alone when the line is unknown.
    public var description: String {
        line > 0 ? "\(path):\(line):\(column)" : path
    }
}
