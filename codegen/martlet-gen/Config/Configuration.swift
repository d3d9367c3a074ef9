internal import MartletGenerator
internal import MartletSchema

/// `martlet-gen.json`: which schemas become which Swift module's files.
struct Configuration {
    /// What one module gets.
    struct Module {
        /// The Swift module's name, for `import` lines in other modules' files.
        var name: String
        /// Schemas, or folders of them.
        var protos: [String]
        /// Folders that imports start from.
        var roots: [String]
        var output: String
        var options: GenerationOptions
    }

    static let defaultName = "martlet-gen.json"

    var modules: [Module] = []

    /// Reads the file at `path`. Paths in it are relative to its folder.
    ///
    /// - Throws: A `ConfigurationError` with line and column for anything it does not know.
    init(path: String) throws {
        let text = String(decoding: try TextFile.bytes(of: path), as: UTF8.self)
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        try self.init(JSONReader.read(text, named: path), folder: folder)
    }

    private init(_ root: JSONNode, folder: String) throws(ConfigurationError) {
        let members = try root.members("the configuration", keys: ["imports", "modules", "names"])
        let roots = try members["imports"]?.strings("imports") ?? ["Proto"]
        guard let list = try members["modules"]?.array("modules"), !list.isEmpty else {
            throw ConfigurationError(at: root.place, "the configuration lists no modules")
        }
        let names = try members["names"].map(ChosenNames.read) ?? [:]
        for node in list {
            var module = try Self.module(node, roots: roots, folder: folder)
            module.options.names = names
            modules.append(module)
        }
    }

    private static func module(
        _ node: JSONNode, roots: [String], folder: String
    ) throws(ConfigurationError) -> Module {
        let keys = [
            "name", "protos", "imports", "output", "visibility", "messages", "services", "descriptors", "flat",
        ]
        let members = try node.members("a module", keys: keys)
        func required(_ key: String) throws(ConfigurationError) -> JSONNode {
            if let value = members[key] { return value }
            throw ConfigurationError(at: node.place, "a module lacks \"\(key)\"")
        }
        func inFolder(_ path: String) -> String {
            folder.isEmpty || path.hasPrefix("/") ? path : "\(folder)/\(path)"
        }
        var options = GenerationOptions()
        if let value = members["visibility"] { options.visibility = try visibility(value) }
        if let value = members["messages"] { options.messages = try value.bool("messages") }
        if let value = members["descriptors"] { options.descriptors = try value.bool("descriptors") }
        if let value = members["services"] { options.services = try value.bool("services") }
        if let value = members["flat"], try value.bool("flat") { options.layout = .flat }
        let name = try required("name").string("name")
        options.module = name
        return Module(
            name: name,
            protos: try required("protos").strings("protos").map(inFolder),
            roots: (try members["imports"]?.strings("imports") ?? roots).map(inFolder),
            output: inFolder(try required("output").string("output")), options: options)
    }

    private static func visibility(_ node: JSONNode) throws(ConfigurationError) -> Visibility {
        let text = try node.string("visibility")
        guard let known = Visibility(rawValue: text) else {
            throw ConfigurationError(
                at: node.place, "\"\(text)\" is no visibility",
                help: NearestMatch.help(for: text, among: Visibility.allCases.map(\.rawValue)))
        }
        return known
    }
}
