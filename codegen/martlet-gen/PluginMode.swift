internal import Glibc
internal import MartletGenerator
internal import MartletSchema

/// The program as a plugin of protoc.
enum PluginMode {
    /// Whether protoc seems to have started the program: under a plugin's name, or without arguments and with a pipe
    /// to read from.
    static var isWanted: Bool {
        let name = CommandLine.arguments.first?.split(separator: "/").last ?? ""
        if name.hasPrefix("protoc-gen-") { return CommandLine.arguments.count == 1 }
        var status = stat()
        let isPipe = unsafe fstat(STDIN_FILENO, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
        return CommandLine.arguments.count == 1 && isPipe
    }

    /// Answers one request. A wrong schema is an answer as well; only a broken request is a failure.
    static func run() -> ExitStatus {
        do {
            let request = try PluginRequest(TextFile.bytes(from: STDIN_FILENO, named: "standard input"))
            let response = try answer(request)
            guard TextFile.write(response.encoded(), to: STDOUT_FILENO) else { return .environment }
            return .success
        } catch {
            Output.complain("protoc-gen-martlet: \(error)")
            return ExitStatus(error)
        }
    }

    private static func answer(_ request: PluginRequest) throws -> PluginResponse {
        do {
            let options = try GenerationOptions(pluginParameter: request.parameter)
            try ChosenNames.check(options.names, among: [request.schema])
            let files = try Generator(request.schema, options: options).files()
            return PluginResponse(files: files.map { ($0.path, $0.source) })
        } catch let error as SchemaError {
            return PluginResponse(error: "\(error)")
        } catch let error as ConfigurationError {
            return PluginResponse(error: "\(error)")
        }
    }
}

extension GenerationOptions {
    /// Reads `visibility=public,messages=false,services=true,descriptors=true,flat=true,module=Name,
    /// name=shop.v1.Order=ShopOrder`.
    init(pluginParameter text: String) throws(ConfigurationError) {
        self.init()
        for setting in text.split(separator: ",") {
            let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
            let value = parts.count > 1 ? parts[1] : "true"
            switch parts.first ?? "" {
            case "visibility":
                guard let known = Visibility(rawValue: value) else {
                    throw ConfigurationError("visibility is public, package or internal, not \"\(value)\"")
                }
                visibility = known
            case "messages": messages = try Self.flag(value, named: "messages")
            case "descriptors": descriptors = try Self.flag(value, named: "descriptors")
            case "services": services = try Self.flag(value, named: "services")
            case "flat": layout = try Self.flag(value, named: "flat") ? .flat : .mirrored
            case "module": module = value
            case "name":
                names.merge(try ChosenNames.parse([value])) { _, last in last }
            case let unknown:
                let known = ["visibility", "messages", "services", "descriptors", "flat", "module", "name"]
                throw ConfigurationError(
                    "unknown parameter \"\(unknown)\"", help: NearestMatch.help(for: unknown, among: known))
            }
        }
    }

    private static func flag(_ value: String, named name: String) throws(ConfigurationError) -> Bool {
        guard let flag = Bool(value) else {
            throw ConfigurationError("\(name) is true or false, not \"\(value)\"")
        }
        return flag
    }
}
