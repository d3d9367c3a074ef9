import Foundation
import Logging
import Martlet
import Synchronization
import TestPKI
import Testing

/// Client certificates and reloading, as a server and its clients see them.
@Suite struct ClientCertificateTests {
    private static let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    private func authority() throws -> TestAuthority {
        let root = try TestAuthority("root", in: certificateFolder())
        try root.issue("server", names: "DNS:localhost,IP:127.0.0.1")
        try root.issue("client", names: "URI:spiffe://prod.test/payments")
        return root
    }

    private func identity(_ name: String, of root: TestAuthority) -> TLSIdentity {
        TLSIdentity(chain: .file(root.path("\(name).pem")), key: .file(root.path("\(name).key")))
    }

    private func trust(_ root: TestAuthority, _ name: String = "root") -> TLSTrust {
        TLSTrust(.pem(.file(root.path("\(name).pem"))))
    }

    private func serving(
        _ tls: ServerTLS, _ service: NoteService = NoteService(), _ body: (UInt16) async throws -> Void
    ) async throws {
        let server = Server(
            ServerConfiguration(address: .tcp("127.0.0.1", port: 0), tls: .tls(tls), loops: 1, logger: Self.quiet),
            services: [service])
        let port = try #require(try server.start().first?.port)
        do {
            try await body(port)
        } catch {
            await server.shutDown()
            throw error
        }
        await server.shutDown()
    }

    private func client(_ port: UInt16, _ tls: ClientTLS) throws -> Client {
        try Client("127.0.0.1:\(port)", configuration: ClientConfiguration(security: .tls(tls), logger: Self.quiet))
    }

    private func ask(_ port: UInt16, _ tls: ClientTLS) async throws -> String {
        let client = try client(port, tls)
        defer { client.close() }
        return try await client.unary(NoteService.Methods.unary, Note("who?"), options: .deadline(.seconds(60))).text
    }

    @Test func aHandlerKnowsWhoCalls() async throws {
        let root = try authority()
        let service = NoteService(unary: { _, context in
            let first = context.peerIdentity
            #expect(context.peerIdentity == first)
            return Note(first?.spiffeID?.description ?? "nobody")
        })
        let known = ClientTLS(trust(root), identity: identity("client", of: root))
        let curious = ServerTLS(identity("server", of: root), clients: .optional(trust(root)))
        try await serving(curious, service) { port async throws in
            #expect(try await ask(port, known) == "spiffe://prod.test/payments")
            #expect(try await ask(port, ClientTLS(trust(root))) == "nobody")
        }
        try await serving(ServerTLS(identity("server", of: root)), service) { port async throws in
            #expect(try await ask(port, known) == "nobody")
        }
    }

    @Test func aClientWithoutTheRightCertificateIsToldSo() async throws {
        let root = try authority()
        let stranger = try TestAuthority("stranger", in: root.folder)
        try stranger.issue("strange")
        let strict = ServerTLS(identity("server", of: root), clients: .required(trust(root)))
        try await serving(strict) { port async throws in
            let unknown = await #expect(throws: RPCError.self) { try await ask(port, ClientTLS(trust(root))) }
            #expect(unknown?.code == .unavailable)
            #expect(unknown?.message.contains("certificate required") == true, "\(unknown?.message ?? "")")
            let strange = ClientTLS(trust(root), identity: identity("strange", of: root))
            let refused = await #expect(throws: RPCError.self) { try await ask(port, strange) }
            #expect(refused?.message.contains("unknown ca") == true, "\(refused?.message ?? "")")
        }
    }

    /// Certificates change under calls: none fails, and new connections get the new ones.
    @Test func certificatesAreReplacedUnderLoad() async throws {
        let root = try authority()
        let other = try TestAuthority("other", in: root.folder)
        let both = [root.path("root.pem"), root.path("other.pem")]
        let roots = try both.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }.reduce(Data(), +)
        let either = ClientTLS(TLSTrust(.pem(.bytes([UInt8](roots)))))
        let tls = ServerTLS(identity("server", of: root), reloadInterval: .milliseconds(10))
        try await serving(tls) { port async throws in
            let tally = Tally()
            try await withThrowingTaskGroup { group in
                group.addTask {
                    let client = try client(port, either)
                    defer { client.close() }
                    while !tally.isDone.load(ordering: .relaxed) {
                        _ = try await client.unary(NoteService.Methods.unary, Note("on the old connection"))
                        tally.calls.add(1, ordering: .relaxed)
                    }
                }
                group.addTask {
                    while !tally.isDone.load(ordering: .relaxed) {
                        _ = try await ask(port, either)
                        tally.connections.add(1, ordering: .relaxed)
                    }
                }
                group.addTask {
                    defer { tally.isDone.store(true, ordering: .relaxed) }
                    for issuer in [other, root, other] {
                        try issuer.issue("server", names: "DNS:localhost,IP:127.0.0.1")
                        try await becomesReachable(port, ClientTLS(trust(root, issuer.name)))
                    }
                }
                try await group.waitForAll()
            }
            #expect(tally.calls.load(ordering: .relaxed) > 3)
            #expect(tally.connections.load(ordering: .relaxed) > 3)
        }
    }

    private final class Tally: Sendable {
        let isDone = Atomic(false)
        let calls = Atomic(0)
        let connections = Atomic(0)
    }

    /// Tries for ten seconds.
    private func becomesReachable(_ port: UInt16, _ tls: ClientTLS) async throws {
        for attempt in 0..<1000 {
            do {
                _ = try await ask(port, tls)
                return
            } catch where attempt < 999 {
                try await Task.sleep(for: .milliseconds(10))
            }
        }
    }
}
