import Martlet
import MartletLoad

/// Metadata as the command line spells it.
enum HeaderText {
    /// Adds `key: value`; the value of a key that ends in `-bin` is the text's UTF-8.
    static func add(_ text: String, to metadata: inout Metadata) throws(LoadError) {
        guard let colon = text.firstIndex(of: ":"), colon > text.startIndex else {
            throw LoadError("-H", "`\(text)` is no metadata", advice: "write it as key: value")
        }
        let key = String(text[..<colon]).lowercased()
        let value = String(text[text.index(after: colon)...].drop { $0 == " " })
        if key.hasSuffix("-bin") { metadata.add(key, binary: Array(value.utf8)) } else { metadata.add(key, value) }
    }
}

/// Statuses as the command line spells them.
enum StatusList {
    /// The codes of `OK,NOT_FOUND` or `0,5`.
    static func codes(of text: String) throws(LoadError) -> Set<Int> {
        var codes: Set<Int> = []
        for name in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let code = StatusName.code(of: String(name)) else {
                throw LoadError("--expect", "`\(name)` is no status", advice: "write names such as OK,NOT_FOUND")
            }
            codes.insert(code)
        }
        return codes
    }
}
