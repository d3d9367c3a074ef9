internal import MartletSchema

extension SwiftText {
    /// Writes the comments of a declaration as a doc comment, the leading one first.
    ///
    /// - Parameter fallback: Stands in when the schema says nothing; nothing is written when nil.
    mutating func doc(_ comments: Comments, fallback: String? = nil) {
        var paragraphs = [comments.leading, comments.trailing].map(Self.commentLines).filter { !$0.isEmpty }
        if paragraphs.isEmpty, let fallback { paragraphs = [[fallback]] }
        for (index, paragraph) in paragraphs.enumerated() {
            if index > 0 { line("///") }
            for text in paragraph { line(text.isEmpty ? "///" : "/// " + text) }
        }
    }

    /// Cuts a comment into lines that are safe behind `///`: whatever Swift or an editor could take for the end
    /// of the line ends it here too, so no schema can smuggle code out of its comment.
    static func commentLines(_ comment: String) -> [String] {
        if comment.isEmpty { return [] }
        var lines = comment.unicodeScalars
            .split(omittingEmptySubsequences: false, whereSeparator: isLineBreak)
            .map { scalars in
                var kept = String.UnicodeScalarView()
                kept.append(contentsOf: scalars.filter(isHarmless))
                return trimmingBlanks(String(kept))
            }
        while lines.first == "" { lines.removeFirst() }
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    /// Control characters are dropped, and so are those that turn the direction of writing: they can make an editor
    /// show code that the compiler does not see.
    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09: true
        case 0x202A...0x202E, 0x2066...0x2069: false
        default: scalar.properties.generalCategory != .control
        }
    }

    private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    /// Drops the one blank that follows comment marks, and all blanks at the end; deeper indentation stays.
    private static func trimmingBlanks(_ line: String) -> String {
        var rest = line.hasPrefix(" ") ? line.dropFirst() : line[...]
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return String(rest)
    }
}
