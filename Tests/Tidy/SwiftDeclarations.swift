/// A function, initializer or subscript with a body.
struct FunctionSpan: Equatable {
    let name: String
    /// Counted from 1.
    let firstLine: Int
    let lastLine: Int

    var length: Int { lastLine - firstLine + 1 }
}

/// A word of code, or one bracket.
private struct Token {
    let text: Substring
    let line: Int
}

extension SwiftCode {
    private var tokens: [Token] {
        var tokens: [Token] = []
        for (index, line) in lines.enumerated() {
            var rest = line[...]
            while let first = rest.first {
                if isWordPart(first) {
                    let word = rest.prefix(while: isWordPart)
                    tokens.append(Token(text: word, line: index + 1))
                    rest = rest.dropFirst(word.count)
                } else {
                    if !first.isWhitespace { tokens.append(Token(text: rest.prefix(1), line: index + 1)) }
                    rest = rest.dropFirst()
                }
            }
        }
        return tokens
    }

    private func isWordPart(_ character: Character) -> Bool {
        character == "_" || character.isLetter || character.isNumber
    }

    /// Every word of the code.
    var words: Set<String> {
        Set(tokens.lazy.filter { $0.text.first.map(isWordPart) == true }.map { String($0.text) })
    }

    /// Names of the types this file declares, nested ones included, that other files can see.
    var declaredTypes: Set<String> { Set(typeDeclarations { _ in true }) }

    /// As `declaredTypes`, without nested ones: their names mean something only inside their owner.
    var outermostTypes: Set<String> { Set(typeDeclarations { $0 == 0 }) }

    private func typeDeclarations(atDepth isWanted: (Int) -> Bool) -> [String] {
        let tokens = tokens
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "actor", "typealias"]
        var names: [String] = []
        var depth = 0
        for (index, token) in tokens.enumerated() {
            if token.text == "{" { depth += 1 }
            if token.text == "}" { depth -= 1 }
            guard kinds.contains(token.text), isWanted(depth), index + 1 < tokens.count else { continue }
            let name = tokens[index + 1].text
            let isHidden = index > 0 && ["private", "fileprivate", "import"].contains(tokens[index - 1].text)
            if name.first?.isUppercase == true && !isHidden { names.append(String(name)) }
        }
        return names
    }

    /// Every function of the file that has a body. Closures count in the function that holds them.
    var functions: [FunctionSpan] {
        let tokens = tokens
        return tokens.indices.compactMap { index in
            guard let name = functionName(at: index, in: tokens) else { return nil }
            guard let open = bodyStart(after: index, in: tokens) else { return nil }
            guard let close = matchingBrace(of: open, in: tokens) else { return nil }
            return FunctionSpan(name: name, firstLine: tokens[index].line, lastLine: tokens[close].line)
        }
    }

    private func functionName(at index: Int, in tokens: [Token]) -> String? {
        guard index + 1 < tokens.count else { return nil }
        let previous = index > 0 ? tokens[index - 1].text : ""
        switch tokens[index].text {
        case "func": return String(tokens[index + 1].text)
        case "init" where previous != "." && ["(", "?", "<"].contains(tokens[index + 1].text): return "init"
        case "subscript" where previous != ".": return "subscript"
        case "deinit": return "deinit"
        default: return nil
        }
    }

    /// The brace that opens the body; nil for a requirement of a protocol.
    private func bodyStart(after index: Int, in tokens: [Token]) -> Int? {
        let nextDeclaration: Set<Substring> = [
            "func", "var", "let", "init", "subscript", "static", "public", "case", "}",
        ]
        var depth = 0
        for position in tokens.indices[(index + 1)...] {
            switch tokens[position].text {
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case "{" where depth == 0: return position
            case let text where depth == 0 && nextDeclaration.contains(text): return nil
            default: break
            }
        }
        return nil
    }

    private func matchingBrace(of open: Int, in tokens: [Token]) -> Int? {
        var depth = 0
        for position in tokens.indices[open...] {
            if tokens[position].text == "{" { depth += 1 }
            if tokens[position].text == "}" { depth -= 1 }
            if depth == 0 { return position }
        }
        return nil
    }
}
