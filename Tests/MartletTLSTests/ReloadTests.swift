import Foundation
@testable import MartletTLS
import TestPKI
import Testing

/// New files are used for new handshakes, and only when they are whole.
@Suite struct ReloadTests {
    /// The serial number of what the server shows to a client that has no session to resume.
    private func shown(_ site: Site) throws -> String {
        let stranger = try site.client(showing: "client")
        return try #require(try site.connected(client: stranger).client.peerCertificate?.identity.serialNumber)
    }

    @Test func nothingNewMeansNothingReloaded() throws {
        let site = try Site()
        let context = site.server.context
        for _ in 0..<3 {
            let outcome = site.server.refresh()
            #expect(outcome.reloaded.isEmpty && outcome.failures.isEmpty)
        }
        #expect(site.server.context === context)
    }

    @Test func aNewPairIsTakenAtTheSecondLook() throws {
        let site = try Site()
        let (old, running) = (try shown(site), try site.connected())
        try site.root.issue("server", names: "DNS:localhost")
        #expect(site.server.refresh().reloaded.isEmpty)
        #expect(try shown(site) == old)
        #expect(site.server.refresh().reloaded == ["server.pem", "server.key"].map(site.root.path))
        #expect(try shown(site) != old)
        #expect(site.server.refresh().reloaded.isEmpty)
        // What was connected before goes on.
        #expect(running.client.write([1, 2]) == nil)
        #expect(running.deliver(from: running.client, to: running.server).0 == [1, 2])
    }

    /// As Kubernetes does: `tls.crt` is a link to `..data/tls.crt`, and `..data` is pointed elsewhere by a rename.
    @Test func aLinkThatIsPointedElsewhereIsFollowed() throws {
        let root = try TestAuthority("root", in: certificateFolder())
        let files = FileManager.default
        for version in ["one", "two"] {
            try root.issue("server", names: "DNS:localhost", subject: "/CN=\(version)")
            try files.createDirectory(atPath: root.path(version), withIntermediateDirectories: true)
            try files.moveItem(atPath: root.path("server.pem"), toPath: root.path("\(version)/tls.crt"))
            try files.moveItem(atPath: root.path("server.key"), toPath: root.path("\(version)/tls.key"))
        }
        try files.createSymbolicLink(atPath: root.path("..data"), withDestinationPath: "one")
        for name in ["tls.crt", "tls.key"] {
            try files.createSymbolicLink(atPath: root.path(name), withDestinationPath: "..data/\(name)")
        }
        let identity = TLSIdentity(chain: .file(root.path("tls.crt")), key: .file(root.path("tls.key")))
        let server = try TLSCredentials(server: ServerTLS(identity))
        func subject() throws -> String? {
            let client = try TLSCredentials(client: ClientTLS(TLSTrust(.pem(.file(root.path("root.pem"))))))
            let link = try Link(client: client.context, server: server.context)
            #expect(link.handshake().client.isComplete)
            return link.client.peerCertificate?.identity.subject
        }
        #expect(try subject() == "CN=one")
        try files.createSymbolicLink(atPath: root.path("..new"), withDestinationPath: "two")
        #expect(rename(root.path("..new"), root.path("..data")) == 0)
        _ = server.refresh()
        #expect(server.refresh().reloaded.count == 2)
        #expect(try subject() == "CN=two")
    }

    @Test func halfOfAPairIsNotTakenAndToldOnce() throws {
        let site = try Site(prepare: { try $0.issue("next", names: "DNS:localhost") })
        let old = try shown(site)
        try site.copy("next.pem", over: "server.pem")
        #expect(site.server.refresh().failures.isEmpty)
        let failures = site.server.refresh().failures
        #expect(failures.count == 1)
        #expect(failures.first?.reason.contains("the private key does not match the certificate") == true)
        #expect(site.server.refresh().failures.isEmpty)
        #expect(try shown(site) == old)
        try site.copy("next.key", over: "server.key")
        _ = site.server.refresh()
        #expect(!site.server.refresh().reloaded.isEmpty)
        #expect(try shown(site) != old)
    }

    @Test(arguments: ["", "-----BEGIN CERTIFICATE-----\nMIIB\n", "nonsense"])
    func aBrokenFileLeavesTheLastOneInUse(text: String) throws {
        let site = try Site()
        let old = try shown(site)
        try text.write(toFile: site.root.path("server.pem"), atomically: false, encoding: .utf8)
        _ = site.server.refresh()
        #expect(site.server.refresh().failures.first?.file == site.root.path("server.pem"))
        #expect(try shown(site) == old)
        try FileManager.default.removeItem(atPath: site.root.path("server.pem"))
        _ = site.server.refresh()
        #expect(site.server.refresh().failures.first?.reason == "no such file")
        #expect(try shown(site) == old)
    }

    @Test func anExpiredPairDoesNotReplaceAValidOne() throws {
        let site = try Site()
        let old = try shown(site)
        try site.root.issue("server", names: "DNS:localhost", from: -7200, until: -3600)
        _ = site.server.refresh()
        #expect(site.server.refresh().failures.first?.reason == "the new certificate has expired")
        #expect(try shown(site) == old)
    }

    @Test func authoritiesAreTakenThoughThePairIsBroken() throws {
        let site = try Site(
            clients: { root, _ in .required(TLSTrust(.pem(.file(root.path("clients.pem"))))) },
            prepare: { root in
                let other = try TestAuthority("other", in: root.folder)
                try other.issue("of other", extensions: Site.clientExtensions)
                try root.openssl(["x509", "-in", "root.pem", "-out", "clients.pem"])
            })
        let other = try site.client(showing: "of other")
        #expect(try site.refusal(of: other)?.kind == .certificateVerification)
        try "".write(toFile: site.root.path("server.pem"), atomically: true, encoding: .utf8)
        try site.copy("other.pem", over: "clients.pem")
        _ = site.server.refresh()
        let outcome = site.server.refresh()
        #expect(outcome.reloaded == [site.root.path("clients.pem")])
        #expect(outcome.failures.first?.file == site.root.path("server.pem"))
        #expect(try site.refusal(of: other) == nil)
        #expect(try site.refusal()?.kind == .certificateVerification)
    }

    @Test func aClientsCertificateAndRootsAreReloadedToo() throws {
        let site = try Site(clients: { .required($1) })
        let serial = { try #require(try site.connected().server.peerCertificate?.identity.serialNumber) }
        let old = try serial()
        try site.root.issue("client", extensions: Site.clientExtensions)
        _ = site.client.refresh()
        #expect(site.client.refresh().reloaded.contains(site.root.path("client.pem")))
        #expect(try serial() != old)
        _ = try TestAuthority("other", in: site.root.folder)
        try site.copy("other.pem", over: "root.pem")
        _ = site.client.refresh()
        #expect(site.client.refresh().reloaded == [site.root.path("root.pem")])
        #expect(try site.link().handshake().client.error?.kind == .certificateVerification)
    }

    @Test func onlyFilesAreLookedAt() throws {
        let site = try Site()
        func bytes(_ name: String) throws -> PEM {
            .bytes([UInt8](try Data(contentsOf: URL(fileURLWithPath: site.root.path(name)))))
        }
        let memory = ServerTLS(TLSIdentity(chain: try bytes("server.pem"), key: try bytes("server.key")))
        #expect(try TLSCredentials(server: memory).reloadInterval == nil)
        #expect(site.server.reloadInterval == .seconds(5))
    }
}
