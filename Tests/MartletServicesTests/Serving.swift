import Logging
import Martlet
import Testing

/// Runs `body` with a client of a server that offers these services.
func serving(_ services: any RPCService..., body: (Client, Server) async throws -> Void) async throws {
    let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    let server = Server(
        ServerConfiguration(address: .tcp("127.0.0.1", port: 0), tls: .cleartext, loops: 1, logger: logger),
        services: services)
    let port = try #require(try server.start().first?.port)
    let client = try Client("127.0.0.1:\(port)", configuration: ClientConfiguration(security: .cleartext))
    do {
        try await body(client, server)
    } catch {
        client.close()
        await server.shutDown()
        throw error
    }
    client.close()
    await server.shutDown()
}
