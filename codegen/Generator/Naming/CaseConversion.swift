internal import MartletSchema

/// Turns names of schemas into the spelling that Swift uses.
enum CaseConversion {
    /// `rpcs_by_peer` and `RpcsByPeer` become `RpcsByPeer`.
    static func upperCamel(_ name: String) -> String {
        let parts = Parts(name)
        return parts.joined { word, _, text in capitalize(word, into: &text) }
    }

    /// `fill_server_id` becomes `fillServerId`, `EmptyCall` `emptyCall`, `HTTPGet` `httpGet`, `MAX_SIZE` `maxSize`.
    static func lowerCamel(_ name: String) -> String {
        let isScreaming = !name.utf8.contains(where: \.isLowercase)
        let parts = Parts(isScreaming ? name.utf8.map(\.lowercased) : Array(name.utf8))
        return parts.joined { word, isFirst, text in
            if isFirst { decapitalize(word, into: &text) } else { capitalize(word, into: &text) }
        }
    }

    private static func capitalize(_ word: ArraySlice<UInt8>, into text: inout [UInt8]) {
        text += word.prefix(1).map(\.uppercased)
        text += word.dropFirst()
    }

    /// Lowers the capitals that a word begins with, but for the one that begins the next word: `URLPath` has `URL`
    /// lowered and `Path` kept.
    private static func decapitalize(_ word: ArraySlice<UInt8>, into text: inout [UInt8]) {
        var lowered = 0
        if word.first?.isUppercase == true {
            lowered = word.prefix { $0.isUppercase || $0.isDigit }.count
            if lowered > 1, word.dropFirst(lowered).first?.isLowercase == true { lowered -= 1 }
        }
        text += word.prefix(lowered).map(\.lowercased)
        text += word.dropFirst(lowered)
    }

    /// The words between underscores; underscores at either end are kept, because `a` and `a_` may both exist.
    private struct Parts {
        let lead: Int
        let words: [ArraySlice<UInt8>]
        let trail: Int

        init(_ name: String) { self.init(Array(name.utf8)) }

        init(_ name: [UInt8]) {
            lead = name.prefix { $0 == .underscore }.count
            let end = name.lastIndex { $0 != .underscore }.map { $0 + 1 } ?? lead
            words = name[lead..<end].split(separator: .underscore)
            trail = name.count - end
        }

        /// What `spell` writes of each word, the first one marked as such, without what was between them.
        func joined(_ spell: (_ word: ArraySlice<UInt8>, _ isFirst: Bool, _ text: inout [UInt8]) -> Void) -> String {
            var text = [UInt8](repeating: .underscore, count: lead)
            for (index, word) in words.enumerated() { spell(word, index == 0, &text) }
            text += repeatElement(.underscore, count: trail)
            return String(decoding: text, as: UTF8.self)
        }
    }
}
