public import Martlet
import MartletProtobuf
public import MartletReflection

/// Learns from a server which services it has and what they look like (`grpc.reflection.v1`, and `v1alpha` of servers
/// that have only that).
///
/// The answers are a stranger's: they are bounded, and a schema that contradicts itself is refused by the pool.
public struct ReflectionClient: Sendable {
    /// What a server may send as the schema of one symbol.
    public struct Limits: Hashable, Sendable {
        /// Files, those that others import included: 1,000.
        public var files: Int
        /// Bytes of all descriptors together: 16 MiB.
        public var bytes: Int

        /// The defaults, or what differs from them.
        public init(files: Int = 1_000, bytes: Int = 16 << 20) {
            self.files = files
            self.bytes = bytes
        }
    }

    private let client: Client
    private let limits: Limits
    private let options: CallOptions

    /// Asks through a client.
    ///
    /// - Parameters:
    ///   - limits: what the server may send.
    ///   - options: of the one call that each question and its follow-ups make; a deadline of ten seconds by default.
    public init(_ client: Client, limits: Limits = Limits(), options: CallOptions = .deadline(.seconds(10))) {
        self.client = client
        self.limits = limits
        self.options = options
    }

    /// The full names of the server's services, in its order.
    nonisolated(nonsending) public func services() async throws(ReflectionError) -> [String] {
        var conversation = ReflectionConversation(client, options)
        let answer = try await conversation.ask(.listServices("*"))
        guard case .listServicesResponse(let list) = answer else {
            throw .misplacedAnswer(question: "its services")
        }
        await conversation.finish()
        return list.service.map(\.name)
    }

    /// The file that declares a symbol (a service, method or message by its full name), and all that it imports, in no
    /// particular order.
    nonisolated(nonsending) public func files(
        declaring symbol: String
    ) async throws(ReflectionError) -> [FileDescriptorProto] {
        var conversation = ReflectionConversation(client, options)
        var files = ReflectedFiles(limits: limits)
        try files.take(await conversation.ask(.fileContainingSymbol(symbol)), to: symbol)
        while let name = files.missingImport {
            do throws(ReflectionError) {
                try files.take(await conversation.ask(.fileByFilename(name)), to: name)
            } catch .refused(let question, let code, let message) {
                // Servers tend to know only what they have generated code for; the well-known files we have ourselves.
                guard let own = DescriptorPool.generated.file(named: name), name.hasPrefix("google/protobuf/") else {
                    throw .refused(question: question, code: code, message: message)
                }
                try files.add(own.proto)
            }
            guard files.has(name) else { throw .misplacedAnswer(question: name) }
        }
        await conversation.finish()
        return files.all
    }

    /// A pool with the file that declares a symbol and all that it imports.
    nonisolated(nonsending) public func pool(declaring symbol: String) async throws(ReflectionError) -> DescriptorPool {
        let files = try await files(declaring: symbol)
        do throws(DescriptorError) {
            return try DescriptorPool(files: files)
        } catch {
            throw .undecodable(question: symbol, reason: "\(error)")
        }
    }
}
