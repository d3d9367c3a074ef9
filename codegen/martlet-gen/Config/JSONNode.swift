internal import MartletSchema

/// A JSON value that knows where it stands, so that complaints about it can say so.
struct JSONNode {
    indirect enum Value {
        case object([(key: JSONNode, value: JSONNode)])
        case array([JSONNode])
        case string(String)
        case bool(Bool)
        case number
        case null
    }

    var value: Value
    /// `file:line:col`.
    var place: String

    func string(_ what: String) throws(ConfigurationError) -> String {
        guard case .string(let text) = value else { throw ConfigurationError(at: place, "\(what) is a string") }
        return text
    }

    func bool(_ what: String) throws(ConfigurationError) -> Bool {
        guard case .bool(let flag) = value else { throw ConfigurationError(at: place, "\(what) is true or false") }
        return flag
    }

    func array(_ what: String) throws(ConfigurationError) -> [JSONNode] {
        guard case .array(let items) = value else { throw ConfigurationError(at: place, "\(what) is a list") }
        return items
    }

    func strings(_ what: String) throws(ConfigurationError) -> [String] {
        var result: [String] = []
        for item in try array(what) { result.append(try item.string("each of \(what)")) }
        return result
    }

    /// The members of an object.
    ///
    /// - Throws: For a key that is not in `keys`, with the nearest one that is.
    func members(_ what: String, keys: [String]) throws(ConfigurationError) -> [String: JSONNode] {
        guard case .object(let pairs) = value else { throw ConfigurationError(at: place, "\(what) is an object") }
        var result: [String: JSONNode] = [:]
        for (key, value) in pairs {
            let name = try key.string("a key")
            guard keys.contains(name) else {
                throw ConfigurationError(
                    at: key.place, "unknown key \"\(name)\" in \(what)",
                    help: NearestMatch.help(for: name, among: keys))
            }
            guard result.updateValue(value, forKey: name) == nil else {
                throw ConfigurationError(at: key.place, "key \"\(name)\" stands twice in \(what)")
            }
        }
        return result
    }
}
