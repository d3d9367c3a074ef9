import Foundation
@testable import MartletTLS
import TestPKI
import Testing

@Suite struct ResumptionTests {
    /// A connection whose tickets the client has read.
    @discardableResult
    private func connect(_ site: Site, client: TLSCredentials? = nil, server: TLSCredentials? = nil) throws -> Bool {
        let link = try site.connected(client: client, server: server)
        _ = link.deliver(from: link.server, to: link.client)
        #expect(link.client.isResumed == link.server.isResumed)
        return link.server.isResumed
    }

    @Test func aClientComesBackWithATicket() throws {
        let site = try Site(clients: { .required($1) })
        #expect(try !connect(site))
        #expect(try connect(site))
        #expect(try connect(site))
    }

    @Test func aTicketIsGoodForItsListenerOnly() throws {
        let site = try Site()
        let other = try TLSCredentials(server: ServerTLS(Site.identity("server", of: site.root)))
        #expect(try !connect(site))
        #expect(try !connect(site, server: other))
        #expect(try connect(site, server: other))
    }

    @Test func aTicketIsGoodForItsNameOnly() throws {
        let site = try Site(prepare: { try $0.issue("server", names: "DNS:localhost,DNS:other.test") })
        #expect(try !connect(site))
        let link = try Link(client: site.client.context, server: site.server.context, name: "other.test")
        #expect(link.handshake().client.isComplete)
        #expect(!link.client.isResumed)
        #expect(try connect(site))
    }

    @Test func aTicketIsGoodForItsClientsCertificateAndTrustOnly() throws {
        let site = try Site()
        #expect(try !connect(site))
        let another = try TLSCredentials(client: ClientTLS(TLSTrust(.pem(.file(site.root.path("root.pem"))))))
        #expect(try !connect(site, client: another))
    }

    /// The ticket's key is the same, so it is the session context that refuses.
    @Test func anotherSetOfAuthoritiesMeansAFullHandshake() throws {
        let site = try Site(
            clients: { root, _ in .required(TLSTrust(.pem(.file(root.path("clients.pem"))))) },
            prepare: { root in
                _ = try TestAuthority("other", in: root.folder)
                try root.openssl(["x509", "-in", "root.pem", "-out", "clients.pem"])
            })
        #expect(try !connect(site))
        #expect(try connect(site))
        try site.copy("other.pem", over: "clients.pem")
        _ = site.server.refresh()
        #expect(site.server.refresh().reloaded == [site.root.path("clients.pem")])
        #expect(try site.refusal()?.kind == .certificateVerification)
        try site.copy("root.pem", over: "clients.pem")
        _ = site.server.refresh()
        #expect(site.server.refresh().reloaded == [site.root.path("clients.pem")])
        #expect(try !connect(site))
    }

    @Test func aNewCertificateOfTheServerKeepsTickets() throws {
        let site = try Site()
        #expect(try !connect(site))
        let before = site.server.context
        try site.root.issue("server", names: "DNS:localhost")
        _ = site.server.refresh()
        #expect(!site.server.refresh().reloaded.isEmpty)
        #expect(before !== site.server.context)
        #expect(try connect(site))
    }

    @Test func noSessionOutlivesTheClientsCertificate() async throws {
        let site = try Site(
            clients: { .required($1) },
            prepare: { try $0.issue("client", extensions: Site.clientExtensions, until: 6) })
        #expect(try !connect(site))
        try await Task.sleep(for: .seconds(6.5))
        #expect(try site.refusal()?.reason.contains("certificate has expired") == true)
    }

    @Test func noSessionOutlivesTheServersCertificate() async throws {
        let site = try Site(prepare: { try $0.issue("server", names: "DNS:localhost", until: 6) })
        #expect(try !connect(site))
        try await Task.sleep(for: .seconds(6.5))
        let error = try site.link().handshake().client.error
        #expect(error?.reason.contains("certificate has expired") == true)
    }

    @Test func aClientKeepsFewSessions() throws {
        let names = (0..<40).map { "n\($0).test" }
        let list = names.map { "DNS:\($0)" }.joined(separator: ",")
        let site = try Site(prepare: { try $0.issue("server", names: list) })
        for name in names {
            let link = try Link(client: site.client.context, server: site.server.context, name: name)
            #expect(link.handshake().client.isComplete)
            _ = link.deliver(from: link.server, to: link.client)
        }
        #expect(site.client.context.resumable?.count == ResumableSessions.limit)
    }

    @Test func keysAreChangedTwiceADay() throws {
        let clock = Clock()
        let keys = try TicketKeys { clock.now }
        let first = try sealing(keys)
        clock.now = TicketKeys.lifetime - 1
        #expect(try sealing(keys) == first)
        #expect(isFormer(first, keys) == false)
        clock.now = TicketKeys.lifetime
        let second = try sealing(keys)
        #expect(second != first)
        #expect(isFormer(first, keys) == true)
        #expect(isFormer(second, keys) == false)
        clock.now = 2 * TicketKeys.lifetime
        #expect(isFormer(first, keys) == nil)
        #expect(isFormer(second, keys) == true)
        // A key that nobody asked for in time is no former one either.
        let third = try sealing(keys)
        clock.now = 4 * TicketKeys.lifetime
        #expect(isFormer(third, keys) == nil)
    }

    private func sealing(_ keys: TicketKeys) throws -> [UInt8] {
        TicketKeys.name(of: try #require(keys.sealing()))
    }

    /// nil: nobody has that key any more.
    private func isFormer(_ name: [UInt8], _ keys: TicketKeys) -> Bool? {
        name.withUnsafeBytes { keys.opening($0)?.isFormer }
    }

    private final class Clock: @unchecked Sendable {
        // Sendable: one test, one thread.
        var now: Int64 = 0
    }
}
