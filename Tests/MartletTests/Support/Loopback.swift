import Logging
import Martlet
import MartletTLS
import Testing

/// A server on loopback and a client of it, for the time of one test.
struct Loopback {
    let server: Server
    let client: Client
    let port: UInt16

    /// Runs `body` against a server with `service`, over TLS or in cleartext, then shuts both sides down.
    static func run(
        _ service: NoteService = NoteService(), tls: Bool = false, limits: ServerLimits = ServerLimits(),
        shutdownDelay: Duration = .zero, shutdownGrace: Duration = .seconds(5),
        interceptors: [Interception] = [], server change: (inout ServerConfiguration) -> Void = { _ in },
        client adjust: (inout ClientConfiguration) -> Void = { _ in },
        _ body: (Loopback) async throws -> Void
    ) async throws {
        let certificates = tls ? try Certificates.shared() : nil
        let security: ServerSecurity =
            certificates.map { .pem(chain: .file($0.chain), key: .file($0.key)) } ?? .cleartext
        var settings = ServerConfiguration(
            address: .tcp("127.0.0.1", port: 0), tls: security, loops: 1, limits: limits,
            shutdownDelay: shutdownDelay, shutdownGrace: shutdownGrace,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        change(&settings)
        let server = Server(settings, services: [service], interceptors: interceptors)
        let port = try #require(try server.start().first?.port)
        var configuration = ClientConfiguration(security: .cleartext)
        if let certificates { configuration.security = .tls(trustRoots: .pem(.file(certificates.root))) }
        adjust(&configuration)
        let client = try Client("127.0.0.1:\(port)", configuration: configuration)
        do {
            try await body(Loopback(server: server, client: client, port: port))
        } catch {
            client.close()
            await server.shutDown()
            throw error
        }
        client.close()
        await server.shutDown()
    }
}
