internal import MartletGenerator
internal import MartletSchema

/// Swift names that users choose where two declarations would get the same one.
enum ChosenNames {
    /// Reads `shop.v1.Order=ShopOrder`.
    static func parse(_ settings: [String]) throws(ConfigurationError) -> [String: String] {
        var names: [String: String] = [:]
        for setting in settings {
            let parts = setting.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw ConfigurationError("\"\(setting)\" is not of the form declaration=name")
            }
            names[parts[0]] = try checked(parts[1], at: nil)
        }
        return names
    }

    /// Reads the configuration's object of declarations and names.
    static func read(_ node: JSONNode) throws(ConfigurationError) -> [String: String] {
        guard case .object(let pairs) = node.value else {
            throw ConfigurationError(at: node.place, "names is an object")
        }
        var names: [String: String] = [:]
        for (key, value) in pairs {
            let name = try checked(value.string("each of names"), at: value.place)
            guard names.updateValue(name, forKey: try key.string("a key")) == nil else {
                throw ConfigurationError(at: key.place, "a declaration stands twice in names")
            }
        }
        return names
    }

    /// - Throws: A `ConfigurationError` for a name that belongs to nothing: it may be misspelt, and would otherwise be
    ///   without effect.
    static func check(_ names: [String: String], among schemas: [Schema]) throws(ConfigurationError) {
        let known = Set(schemas.flatMap(\.declaredNames))
        for name in names.keys.sorted() where !known.contains(name) {
            throw ConfigurationError(
                "no schema declares \(name), for which a Swift name was chosen",
                help: NearestMatch.nearest(to: name, among: known.sorted()).map { "did you mean \"\($0)\"?" })
        }
    }

    private static func checked(_ name: String, at place: String?) throws(ConfigurationError) -> String {
        let letters = name.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == .underscore }
        guard letters, let first = name.first, !first.isNumber, name != "_" else {
            throw ConfigurationError(at: place, "\"\(name)\" can't be a Swift name")
        }
        return name
    }
}

extension Schema {
    /// Full names of everything that has a Swift name.
    fileprivate var declaredNames: [String] {
        var names: [String] = []
        for file in files {
            for message in file.allMessages {
                names.append(message.fullName)
                names += message.fields.map(\.fullName)
                names += message.oneofs.map(\.fullName)
                names += message.extensions.map(\.field.fullName)
            }
            for enumeration in file.allEnums {
                names.append(enumeration.fullName)
                names += enumeration.values.map(\.fullName)
            }
            for service in file.services {
                names.append(service.fullName)
                names += service.methods.map(\.fullName)
            }
            names += file.extensions.map(\.field.fullName)
        }
        return names
    }
}
