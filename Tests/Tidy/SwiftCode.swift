/// Swift source without its comments and string literals, so that braces and words in it mean code.
///
/// A heuristic, not a parser: it knows nested comments, raw and multi-line strings and interpolation,
/// but no regular-expression literals.
struct SwiftCode: Sendable {
    /// One element per line of the source, columns unchanged.
    let lines: [String]

    init(_ source: String) {
        var blanker = Blanker(Array(source.utf8))
        blanker.blankCode(untilClosingParenthesis: false)
        lines = String(decoding: blanker.bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}

/// Replaces every byte of comments and strings with a space, newlines excepted.
private struct Blanker {
    var bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private func sees(_ text: StaticString) -> Bool {
        guard position + text.utf8CodeUnitCount <= bytes.count else { return false }
        return text.withUTF8Buffer { $0.elementsEqual(bytes[position..<(position + $0.count)]) }
    }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where position < bytes.count {
            if bytes[position] != UInt8(ascii: "\n") { bytes[position] = UInt8(ascii: " ") }
            position += 1
        }
    }

    /// Walks over code until the end, or until the parenthesis that ends an interpolation.
    mutating func blankCode(untilClosingParenthesis isInterpolation: Bool) {
        var depth = 0
        while position < bytes.count {
            if sees("//") {
                while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { blank() }
            } else if sees("/*") {
                blankComment()
            } else if sees("\"") || sees("#\"") || sees("##\"") {
                blankString()
            } else {
                if sees("(") { depth += 1 }
                if sees(")") {
                    if isInterpolation && depth == 0 { return }
                    depth -= 1
                }
                if isInterpolation { blank() } else { position += 1 }
            }
        }
    }

    private mutating func blankComment() {
        var depth = 0
        repeat {
            if sees("/*") {
                depth += 1
                blank(2)
            } else if sees("*/") {
                depth -= 1
                blank(2)
            } else {
                blank()
            }
        } while depth > 0 && position < bytes.count
    }

    private mutating func blankString() {
        var pounds = 0
        while sees("#") {
            pounds += 1
            blank()
        }
        let quotes = sees("\"\"\"") ? 3 : 1
        blank(quotes)
        while position < bytes.count {
            if sees("\\"), isFollowed(by: pounds, at: position + 1) {
                let interpolates = bytes.indices.contains(position + 1 + pounds)
                    && bytes[position + 1 + pounds] == UInt8(ascii: "(")
                blank(2 + pounds)
                if interpolates {
                    blankCode(untilClosingParenthesis: true)
                    blank()
                }
            } else if quotes == 3 ? sees("\"\"\"") : sees("\""), isFollowed(by: pounds, at: position + quotes) {
                blank(quotes + pounds)
                return
            } else if quotes == 1, sees("\n") {
                return
            } else {
                blank()
            }
        }
    }

    /// Whether as many pound signs stand at the index as the string was opened with.
    private func isFollowed(by pounds: Int, at index: Int) -> Bool {
        index + pounds <= bytes.count && bytes[index..<(index + pounds)].allSatisfy { $0 == UInt8(ascii: "#") }
    }
}
