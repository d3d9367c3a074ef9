/// Shows the line of a schema that something is wrong with.
public struct SourceExcerpt: Sendable {
    private let roots: [String]

    /// - Parameter roots: Folders that the schemas' paths start from, in order.
    public init(roots: [String]) {
        self.roots = roots
    }

    /// The line and, below the column, a caret; nothing when the place is not known or the file can't be read.
    public func lines(at position: SourcePosition) -> [String] {
        guard position.line > 0, let text = text(of: position.path) else { return [] }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.indices.contains(position.line - 1) else { return [] }
        let line = Self.expanded(lines[position.line - 1].filter { $0 != "\r" })
        return ["    " + line.text, "    " + Self.blanks(line.width(before: position.column - 1)) + "^"]
    }

    private func text(of path: String) -> String? {
        for root in roots {
            guard let bytes = try? TextFile.bytes(of: "\(root)/\(path)") else { continue }
            return String(decoding: bytes, as: UTF8.self)
        }
        return nil
    }

    /// A line as people see it, with what is needed to find protoc's columns in it.
    private struct Line {
        var text = ""
        /// protoc's column, which counts bytes and takes tabs to multiples of 8, to characters before it.
        var columns: [(protoc: Int, shown: Int)] = []

        func width(before column: Int) -> Int { columns.last { $0.protoc <= column }?.shown ?? 0 }
    }

    private static func expanded(_ source: Substring) -> Line {
        var line = Line()
        var column = 0
        for character in source {
            line.columns.append((column, line.text.count))
            if character == "\t" {
                let next = (column / tabWidth + 1) * tabWidth
                line.text += blanks(next - column)
                column = next
            } else {
                line.text.append(character)
                column += character.utf8.count
            }
        }
        line.columns.append((column, line.text.count))
        return line
    }

    private static let tabWidth = 8

    private static func blanks(_ count: Int) -> String { String(repeating: " ", count: max(count, 0)) }
}

extension SchemaError {
    /// The error with the line that it is about.
    public func showing(_ excerpt: SourceExcerpt) -> SchemaError {
        var error = self
        error.excerpt = position.map(excerpt.lines) ?? []
        return error
    }
}
