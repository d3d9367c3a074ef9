import ArgumentParser
import Martlet
import MartletLoad
import MartletReflection

/// Which method is called, where its schema comes from, and what its requests are.
struct MethodOptions: ParsableArguments {
    @Argument(help: "The server: dns:///host:port, host:port, ipv4:1.2.3.4:80, ipv6:[::1]:80, unix:path.")
    var target: String

    @Argument(help: "The method: package.Service/Method.")
    var method: String

    @Option(
        help: ArgumentHelp(
            "Schema, as protoc --include_imports --descriptor_set_out writes it. Default: what this program knows "
                + "(grpc.testing.TestService, greeter.v1.Greeter), else the server's reflection.",
            valueName: "file"))
    var descriptorSet: String?

    @Flag(help: "Ask the server's reflection even for services that this program knows.")
    var reflection = false

    @Option(help: ArgumentHelp("The request as JSON, or @FILE that holds it; default: {}.", valueName: "json"))
    var data = "{}"

    @Option(
        help: ArgumentHelp(
            "Fill the request's payload (a field payload, body, data, content or message) with N bytes, or with a "
                + "random number of them from N...M.", valueName: "n"))
    var requestBytes: String?

    /// The largest descriptor set, and the largest request: 64 MiB.
    private static let largestFile = 64 << 20

    func validate() throws {
        guard descriptorSet == nil || !reflection else {
            throw ValidationError("--descriptor-set and --reflection are two sources: leave one out.")
        }
    }

    /// Finds the method. `security` is for reflection.
    func lookUp(_ security: ClientSecurity) async throws -> LoadMethod {
        let name = try MethodName(method)
        if let descriptorSet {
            return try await MethodLookup.descriptorSet(Self.read(descriptorSet, "--descriptor-set")).method(name)
        }
        let files = LinkedSchemas.files
        if !reflection, files.contains(where: { $0.services.contains { $0.fullName == name.service } }) {
            return try await MethodLookup.linked(files).method(name)
        }
        let client = try Client(target, configuration: ClientConfiguration(security: security))
        defer { client.close() }
        return try await MethodLookup.reflection(client).method(name)
    }

    /// The requests, encoded.
    func requests(of method: LoadMethod, seed: UInt64) throws -> EncodedRequests {
        let json = data.hasPrefix("@") ? try Self.read(String(data.dropFirst()), "--data") : Array(data.utf8)
        let message: DynamicMessage
        do {
            message = try DynamicMessage(json: json, as: method.request)
        } catch {
            throw LoadError("--data", "it is no \(method.request.fullName): \(error)", advice: "correct the JSON")
        }
        guard let requestBytes else { return try EncodedRequests(message) }
        return try EncodedRequests(message, payload: Self.sizes(requestBytes), seed: seed)
    }

    private static func sizes(_ text: String) throws -> ClosedRange<Int> {
        let parts = text.split(separator: ".", omittingEmptySubsequences: true).compactMap { Int($0) }
        if parts.count == 1, text == "\(parts[0])" { return parts[0]...parts[0] }
        if parts.count == 2, text == "\(parts[0])...\(parts[1])", parts[0] <= parts[1] { return parts[0]...parts[1] }
        throw LoadError(
            "--request-bytes", "`\(text)` is no size", advice: "write a number of bytes, or a range such as 10...1000")
    }

    private static func read(_ path: String, _ option: String) throws(LoadError) -> [UInt8] {
        do throws(FileFailure) {
            return try SmallFile.bytes(path, limit: largestFile)
        } catch {
            throw LoadError(option, "\(path) can't be read: \(error)", advice: "check the path")
        }
    }
}
