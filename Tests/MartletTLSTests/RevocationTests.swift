import MartletTLS
import TestPKI
import Testing

@Suite struct RevocationTests {
    /// A root with an authority below it, `good` and `bad` of that one, and the lists of both: `bad` is revoked.
    private func site(lists: [String], isOutOfDate: Bool = false) throws -> Site {
        try Site(
            clients: { root, trust in
                var trust = trust
                trust.revocationLists = lists.map { .file(root.path("\($0).crl")) }
                return .required(trust)
            },
            prepare: { root in
                let middle = try root.authority("middle")
                try middle.issue("good", extensions: Site.clientExtensions)
                try middle.issue("bad", extensions: Site.clientExtensions)
                try middle.revoke("bad")
                try middle.writeRevocationList("middle", days: isOutOfDate ? -1 : 2)
                try root.writeRevocationList("root")
            })
    }

    @Test func aRevokedClientIsRefusedByName() throws {
        let site = try site(lists: ["root", "middle"])
        #expect(try site.refusal(of: site.client(showing: "good")) == nil)
        let error = try #require(try site.refusal(of: site.client(showing: "bad")))
        #expect(error.kind == .certificateVerification)
        #expect(error.reason.hasPrefix("certificate revoked: the certificate of CN=bad, serial "))
    }

    @Test func withoutListsNobodyIsRevoked() throws {
        let site = try site(lists: [])
        #expect(try site.refusal(of: site.client(showing: "bad")) == nil)
    }

    @Test func whatCannotBeLookedUpIsRefused() throws {
        let site = try site(lists: ["root"])
        let error = try site.refusal(of: site.client(showing: "good"))
        #expect(error?.reason.contains("unable to get certificate CRL") == true)
    }

    @Test func anOldListIsToldAndRefusesAll() throws {
        let site = try site(lists: ["root", "middle"], isOutOfDate: true)
        #expect(site.server.warnings.contains { $0.contains("middle.crl is out of date") })
        #expect(try site.refusal(of: site.client(showing: "good"))?.reason.contains("CRL has expired") == true)
    }

    @Test func aRevocationReachesARunningServer() throws {
        let site = try site(lists: ["root", "middle"])
        let good = try site.client(showing: "good")
        _ = try site.connected(client: good)
        let middle = TestAuthority.existing("middle", in: site.root.folder)
        try middle.revoke("good")
        try middle.writeRevocationList("middle")
        #expect(site.server.refresh().reloaded.isEmpty)
        #expect(site.server.refresh().reloaded.contains(site.root.path("middle.crl")))
        // Nor does the session that it made before let it in.
        #expect(try site.refusal(of: good)?.reason.contains("certificate revoked") == true)
    }

    @Test func aListMustBeAList() throws {
        let site = try Site()
        do throws(TLSError) {
            let file = PEM.file(site.root.path("root.pem"))
            _ = try TLSCredentials(client: ClientTLS(TLSTrust(.pem(file), revocationLists: [file])))
            Issue.record("it is none")
        } catch {
            #expect(error.file == site.root.path("root.pem"))
            #expect(error.reason == "it holds no PEM revocation list")
        }
    }
}
