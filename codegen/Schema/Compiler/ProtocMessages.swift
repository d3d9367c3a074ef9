/// What protoc printed, in the form that editors and people know: `file:line:col: error: text`, with the line that it
/// is about below.
struct ProtocMessages {
    let lines: [String]
    /// What to do where protoc's own words don't tell.
    let help: String?

    init(_ output: String, excerpt: SourceExcerpt) {
        lines = output.split(separator: "\n").flatMap { Self.rewritten(String($0), excerpt) }
        help = ProtocHelp.help(for: output)
    }

    /// Puts `error:` where protoc leaves it out.
    private static func rewritten(_ line: String, _ excerpt: SourceExcerpt) -> [String] {
        let parts = line.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
        if parts.count == 4, let row = Int(parts[1]), let column = Int(parts[2]) {
            let position = SourcePosition(path: String(parts[0]), line: row, column: column)
            let text = parts[3].drop { $0 == " " }
            let marked = text.hasPrefix("warning:") || text.hasPrefix("error:")
            return ["\(position): \(marked ? "" : "error: ")\(text)"] + excerpt.lines(at: position)
        }
        if line.hasPrefix("[libprotobuf WARNING"), let end = line.firstIndex(of: "]") {
            return ["warning:" + line[line.index(after: end)...]]
        }
        if line.contains("warning:") || line.contains("error:") { return [line] }
        return ["error: \(line)"]
    }
}

/// What to do about the mistakes that are made most.
private enum ProtocHelp {
    static func help(for output: String) -> String? {
        remedies.first { output.contains($0.words) }?.help ?? helpForUnknownType(output)
    }

    private static let remedies: [(words: String, help: String)] = [
        ("Expected top-level statement", editions), ("Unrecognized syntax identifier", editions),
        ("File not found", "name the folder that the import starts from with -I"),
        ("Missing field number", "every field has a number of its own: string name = 1;"),
        ("has already been used in", "give one of the two fields a number that is free"),
        ("is already defined", "rename one of the two; all names of a package share one scope"),
        ("which is not imported by", "import the schema that declares it"),
        ("conflicts with the JSON name", "rename one of the two, or give one another name with json_name"),
        ("uses reserved number", "give the field a number that is not reserved"),
        ("The first enum value must be zero", "put a value = 0 first, such as KIND_UNSPECIFIED = 0"),
        ("Explicit 'optional' labels are disallowed in the Proto3", "protoc before 3.15 does not know proto3 optional"),
        ("Expected \";\"", "a field ends with a semicolon: string name = 1;"),
        ("Reached end of input in", "a } is missing"),
    ]

    private static let editions =
        "protoc before 27 does not know editions; if the file begins with `edition`, pip install grpcio-tools and pass "
        + "--protoc, or set $PROTOC"

    private static func helpForUnknownType(_ output: String) -> String? {
        guard let end = output.range(of: "\" is not defined"), let start = output[..<end.lowerBound].lastIndex(of: "\"")
        else { return nil }
        let name = String(output[output.index(after: start)..<end.lowerBound])
        return NearestMatch.nearest(to: name, among: scalarTypes).map { "did you mean \"\($0)\"?" }
            ?? "declare it, or import the schema that does"
    }

    private static let scalarTypes = [
        "double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32",
        "sfixed64", "bool", "string", "bytes",
    ]
}

extension String {
    /// Where `text` first occurs.
    fileprivate func range(of text: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
