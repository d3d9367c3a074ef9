extension TextFormatParser {
    /// Steps over what follows the name of a field that is not wanted: whatever value it looks like.
    mutating func skipFieldValue() throws(TextFormatError) {
        let hasColon = try consume(":")
        if isAtOpening {
            try skipMessage()
        } else if try consume("[") {
            try skipList()
        } else if hasColon {
            try skipScalar()
        } else {
            throw expected("\":\" or \"{\"")
        }
    }

    private var isAtOpening: Bool {
        scanner.token == .symbol(UInt8(ascii: "{")) || scanner.token == .symbol(UInt8(ascii: "<"))
    }

    private mutating func skipMessage() throws(TextFormatError) {
        guard remainingDepth > 0 else { throw scanner.error(.nestingTooDeep) }
        remainingDepth -= 1
        let closing = try consumeOpening()
        while scanner.token != .symbol(closing) {
            if scanner.token == .symbol(UInt8(ascii: "[")) {
                _ = try scanner.scanBracketedName()
            } else if case .identifier = scanner.token {
                // A name like any other.
            } else {
                throw expected("a field or \"\(Unicode.Scalar(closing))\"")
            }
            try scanner.advance()
            try skipFieldValue()
            if try !consume(",") { _ = try consume(";") }
        }
        try scanner.advance()
        remainingDepth += 1
    }

    private mutating func skipList() throws(TextFormatError) {
        if try consume("]") { return }
        repeat {
            if isAtOpening { try skipMessage() } else { try skipScalar() }
        } while try consume(",")
        guard try consume("]") else { throw expected("\",\" or \"]\"") }
    }

    private mutating func skipScalar() throws(TextFormatError) {
        if case .string = scanner.token {
            while case .string = scanner.token { try scanner.advance() }
            return
        }
        let isNegative = try consume("-")
        switch scanner.token {
        case .integer, .float: break
        case .identifier(let word) where !isNegative || ["inf", "infinity", "nan"].contains(word.lowercased()): break
        default: throw expected("a value")
        }
        try scanner.advance()
    }
}
