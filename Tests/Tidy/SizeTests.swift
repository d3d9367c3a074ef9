import Testing

/// A file is read in one sitting, a function in one glance, a line without scrolling.
@Suite struct SizeTests {
    private static let maximumFileLines = 500
    private static let maximumFunctionLines = 70
    private static let maximumColumns = 120

    @Test func filesAreShort() {
        let judged = Repository.shared.handwritten.filter { !$0.path.hasSuffix(".md") && !$0.path.hasSuffix(".proto") }
        #expect(judged.count > 20, "the tree was not found")
        expectNone(judged.filter { $0.lines.count > Self.maximumFileLines }.map {
            Finding(path: $0.path, problem: "\($0.lines.count) lines, at most \(Self.maximumFileLines)")
        })
    }

    @Test func functionsAreShort() {
        expectNone(Repository.shared.swift.flatMap { file in
            file.code.functions.filter { $0.length > Self.maximumFunctionLines }.map {
                Finding(
                    path: file.path, line: $0.firstLine,
                    problem: "`\($0.name)` has \($0.length) lines, at most \(Self.maximumFunctionLines)")
            }
        })
    }

    @Test func linesAreNarrow() {
        let judged = Repository.shared.handwritten.filter { !$0.path.hasSuffix(".md") }
        expectNone(judged.flatMap { file in
            file.lines.enumerated().filter { $0.element.count > Self.maximumColumns }.map {
                Finding(
                    path: file.path, line: $0.offset + 1,
                    problem: "\($0.element.count) columns, at most \(Self.maximumColumns)")
            }
        })
    }

    @Test func linesEndClean() {
        let judged = Repository.shared.handwritten
        expectNone(judged.flatMap { file in
            file.lines.enumerated().filter { $0.element.last?.isWhitespace == true }.map {
                Finding(path: file.path, line: $0.offset + 1, problem: "space at the end of the line")
            }
        })
        expectNone(judged.filter { !$0.text.hasSuffix("\n") }.map {
            Finding(path: $0.path, problem: "no newline at the end of the file")
        })
    }
}
