/// A name in brackets: of an extension, or the type of a value of `Any`.
struct BracketedName {
    /// With the slash at its end; empty for extensions.
    var prefix = ""
    var name: String
}

extension TextScanner {
    /// Reads a name up to its closing bracket; the current token is the opening one. Blanks and comments may stand
    /// anywhere in it.
    mutating func scanBracketedName() throws(TextFormatError) -> BracketedName {
        var name: [UInt8] = []
        while true {
            skipSpace()
            guard let byte = peek() else { throw error(.expected("\"]\"", found: "the end"), at: index) }
            if byte == UInt8(ascii: "]") { break }
            guard isURLByte(byte) else {
                let found = byte < 0x80 ? "\"\(Unicode.Scalar(byte))\"" : "a character outside ASCII"
                throw error(.expected("a name and \"]\"", found: found), at: index)
            }
            name.append(byte)
            index += 1
        }
        index += 1
        let result = split(name)
        try check(result)
        return result
    }

    private func split(_ name: [UInt8]) -> BracketedName {
        guard let slash = name.lastIndex(of: UInt8(ascii: "/")) else {
            return BracketedName(name: String(decoding: name, as: UTF8.self))
        }
        return BracketedName(
            prefix: String(decoding: name[...slash], as: UTF8.self),
            name: String(decoding: name[(slash + 1)...], as: UTF8.self))
    }

    private func check(_ name: BracketedName) throws(TextFormatError) {
        let parts = name.name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.allSatisfy({ $0.first.map { !isDigit($0) } ?? false && $0.allSatisfy(isIdentifierByte) }) else {
            throw error(.expected("a full name in brackets", found: "\"\(name.name.prefix(64))\""))
        }
        guard !name.prefix.hasPrefix("/") else { throw error(.expected("a host before \"/\"", found: "\"/\"")) }
        var prefix = Array(name.prefix.utf8)[...]
        while let percent = prefix.firstIndex(of: UInt8(ascii: "%")) {
            let digits = prefix[(percent + 1)...].prefix(2)
            guard digits.count == 2, digits.allSatisfy({ hexValue($0) != nil }) else {
                throw error(.expected("two hexadecimal digits after \"%\"", found: "\"\(name.prefix.prefix(64))\""))
            }
            prefix = prefix[(percent + 3)...]
        }
    }

    /// What the path of a URL may be written with.
    private func isURLByte(_ byte: UInt8) -> Bool {
        isIdentifierByte(byte) || "-.~!$&()*+,;=%/".utf8.contains(byte)
    }
}
