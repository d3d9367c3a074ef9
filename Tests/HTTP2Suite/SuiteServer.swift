import Logging
import Martlet
import MartletInterop
import RawHTTP2
import Testing

/// Our server on loopback, in cleartext, for the time of one test.
struct SuiteServer {
    /// Waits for requests until END_STREAM, then answers; none at all are fine.
    static let upload = "/greeter.v1.Greeter/Upload"
    /// Answers as long as the caller goes on.
    static let chat = "/greeter.v1.Greeter/Chat"

    let port: UInt16

    /// The peers of this suite ping to learn what has been answered, as often as they like.
    static func run(
        limits given: ServerLimits = ServerLimits(), _ body: (SuiteServer) async throws -> Void
    ) async throws {
        var limits = given
        limits.pings = nil
        // For a machine that has other things to do.
        limits.settingsTimeout = .seconds(60)
        limits.settingsAcknowledgementTimeout = nil
        limits.firstCallTimeout = nil
        limits.headerBlockTimeout = nil
        limits.stalledStreamTimeout = nil
        let server = Server(
            ServerConfiguration(
                address: .tcp("127.0.0.1", port: 0), tls: .cleartext, loops: 1, limits: limits,
                shutdownGrace: .seconds(1), logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })),
            services: [GreeterServer()])
        let port = try #require(try server.start().first?.port)
        do {
            try await body(SuiteServer(port: port))
        } catch {
            await server.shutDown()
            throw error
        }
        await server.shutDown()
    }

    /// Runs `body` with a client of the server that has shaken hands.
    static func peer(
        limits: ServerLimits = ServerLimits(), settings: [Setting] = [], _ body: (RawPeer) async throws -> Void
    ) async throws {
        try await run(limits: limits) { server in
            let peer = try RawPeer.connect(port: server.port)
            defer { peer.close() }
            try await peer.handshake(settings)
            try await body(peer)
        }
    }
}

extension HeaderFields {
    static let upload = call(SuiteServer.upload)
    static let chat = call(SuiteServer.chat)
}
