/// Turns names of schemas into the spelling that Swift uses.
enum CaseConversion {
    /// `rpcs_by_peer` and `RpcsByPeer` become `RpcsByPeer`.
    static func upperCamel(_ name: String) -> String {
        let words = split(name)
        return words.lead + words.parts.map(capitalized).joined() + words.trail
    }

    /// `fill_server_id` becomes `fillServerId`, `EmptyCall` `emptyCall`, `HTTPGet` `httpGet`, `MAX_SIZE` `maxSize`.
    static func lowerCamel(_ name: String) -> String {
        var words = split(name)
        if !name.contains(where: \.isLowercase) { words.parts = words.parts.map { $0.lowercased() } }
        guard let first = words.parts.first else { return name }
        let rest = words.parts.dropFirst().map(capitalized).joined()
        return words.lead + decapitalized(first) + rest + words.trail
    }

    /// `PayloadType` becomes `PAYLOAD_TYPE`, `HTTPCode` `HTTP_CODE`: how enum values spell their enum's name.
    static func screamingSnake(_ name: String) -> String {
        let characters = Array(name)
        var result = ""
        for (index, character) in characters.enumerated() {
            if character.isUppercase, index > 0 {
                let afterLower = !characters[index - 1].isUppercase && characters[index - 1] != "_"
                let beforeLower = index + 1 < characters.count && characters[index + 1].isLowercase
                if afterLower || (beforeLower && characters[index - 1] != "_") { result.append("_") }
            }
            result += character.uppercased()
        }
        return result
    }

    /// The words between underscores; underscores at either end are kept, because `a` and `a_` may both exist.
    private static func split(_ name: String) -> (lead: String, parts: [String], trail: String) {
        let lead = name.prefix { $0 == "_" }
        let rest = name.dropFirst(lead.count)
        let core = rest.reversed().drop { $0 == "_" }.reversed()
        let trail = rest.dropFirst(core.count)
        return (String(lead), core.split(separator: "_").map { String($0) }, String(trail))
    }

    private static func capitalized(_ word: String) -> String {
        word.prefix(1).uppercased() + word.dropFirst()
    }

    /// Lowers the capitals that a word begins with, but for the one that begins the next word: `URLPath` has `URL`
    /// lowered and `Path` kept.
    private static func decapitalized(_ word: String) -> String {
        let capitals = word.prefix { $0.isUppercase || $0.isNumber }.count
        guard capitals > 0, word.first?.isUppercase == true else { return word }
        if capitals == 1 || capitals == word.count {
            return word.prefix(capitals).lowercased() + word.dropFirst(capitals)
        }
        let lowered = word[word.index(word.startIndex, offsetBy: capitals)].isLowercase ? capitals - 1 : capitals
        return word.prefix(lowered).lowercased() + word.dropFirst(lowered)
    }
}
