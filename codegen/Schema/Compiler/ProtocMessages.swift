/// What protoc printed, in the form that editors and people know: `file:line:col: error: text`.
struct ProtocMessages {
    let lines: [String]
    /// What to do where protoc's own words don't tell.
    let help: String?

    init(_ output: String) {
        lines = output.split(separator: "\n").map { Self.rewritten(String($0)) }
        help = Self.help(for: output)
    }

    /// Puts `error:` where protoc leaves it out.
    private static func rewritten(_ line: String) -> String {
        let parts = line.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
        if parts.count == 4, Int(parts[1]) != nil, Int(parts[2]) != nil {
            let text = parts[3].drop { $0 == " " }
            let marked = text.hasPrefix("warning:") || text.hasPrefix("error:")
            return "\(parts[0]):\(parts[1]):\(parts[2]): \(marked ? "" : "error: ")\(text)"
        }
        if line.hasPrefix("[libprotobuf WARNING"), let end = line.firstIndex(of: "]") {
            return "warning:" + line[line.index(after: end)...]
        }
        if line.contains("warning:") || line.contains("error:") { return line }
        return "error: \(line)"
    }

    private static func help(for output: String) -> String? {
        if output.contains("Expected top-level statement") || output.contains("Unrecognized syntax identifier") {
            return "protoc before 27 does not know editions; if the file begins with `edition`, pip install "
                + "grpcio-tools and pass --protoc, or set $PROTOC"
        }
        if output.contains("File not found") {
            return "name the folder that the import starts from with -I"
        }
        return nil
    }
}
