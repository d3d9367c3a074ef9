import MartletTLS
import TestPKI
import Testing

@Suite struct PeerIdentityTests {
    private static let names = [
        "DNS:a.test", "DNS:b.test", "IP:10.0.0.7", "IP:fd00::7", "email:ada@example.test",
        "URI:spiffe://prod.test/payments/api",
    ]

    private func site(_ names: String?, subject: String? = nil, authority: Bool = false) throws -> Site {
        try Site(clients: { .optional($1) }, showing: "peer") { root in
            let extensions =
                authority
                ? ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,digitalSignature"]
                : TestAuthority.peerExtensions
            try root.issue(
                "peer", names: names, subject: subject, extensions: extensions + TestAuthority.identifiers)
        }
    }

    @Test func allThatACertificateSaysIsTold() throws {
        let site = try site(Self.names.joined(separator: ","), subject: "/O=Example/CN=Ada, L.")
        let link = try site.connected()
        let identity = try #require(link.server.peerCertificate?.identity)
        #expect(identity.subject == #"CN=Ada\, L.,O=Example"#)
        #expect(identity.dnsNames == ["a.test", "b.test"])
        #expect(identity.ipAddresses == ["10.0.0.7", "fd00::7"])
        #expect(identity.emailAddresses == ["ada@example.test"])
        #expect(identity.uris == ["spiffe://prod.test/payments/api"])
        #expect(identity.spiffeID?.trustDomain == "prod.test")
        #expect(identity.spiffeID?.path == "/payments/api")
        let printed = try site.root.openssl(["x509", "-in", "peer.pem", "-noout", "-serial", "-fingerprint", "-sha256"])
        #expect(printed.contains("serial=\(identity.serialNumber)\n"))
        let fingerprint = identity.fingerprint.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
        #expect(printed.contains("Fingerprint=\(fingerprint.joined(separator: ":"))\n"))
        #expect(identity.notAfter > 1_700_000_000)
        // A resumed session shows no certificate again, and the peer is still who it was.
        _ = link.deliver(from: link.server, to: link.client)
        let resumed = try site.connected()
        #expect(resumed.server.isResumed)
        #expect(resumed.server.peerCertificate?.identity == identity)
    }

    @Test func whoShowsNothingIsNobody() throws {
        let site = try Site(clients: { .optional($1) }, showing: nil)
        #expect(try site.connected().server.peerCertificate == nil)
        // What is not asked for is not shown.
        #expect(try Site().connected().server.peerCertificate == nil)
    }

    @Test func namesWithOtherBytesNameNobody() throws {
        // SEQUENCE { [2] "a\0b", [2] "c d", [2] "", [6] "spiffe://d.test/e\0" , [7] three bytes }
        let der =
            [0x82, 3, 0x61, 0, 0x62, 0x82, 3, 0x63, 0x20, 0x64, 0x82, 0, 0x86, 18] + Array("spiffe://d.test/e\0".utf8)
            + [0x87, 3, 1, 2, 3]
        let bytes = ([0x30, UInt8(der.count)] + der).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        let identity = try #require(
            try site("DER:" + bytes.joined(separator: ":")).connected().server.peerCertificate?.identity)
        #expect(identity.dnsNames == [] && identity.uris == [] && identity.ipAddresses == [])
        #expect(identity.spiffeID == nil)
    }

    @Test(arguments: [
        ("URI:spiffe://a.test/x,URI:spiffe://a.test/y", false), ("URI:spiffe://a.test/x,URI:https://a.test", false),
        ("DNS:a.test", false), ("URI:https://a.test/x", false), ("URI:spiffe://a.test/x,DNS:a.test", true),
    ])
    func aWorkloadHasExactlyOneURI(names: String, isWorkload: Bool) throws {
        let identity = try #require(try site(names).connected().server.peerCertificate?.identity)
        #expect((identity.spiffeID != nil) == isWorkload)
    }

    @Test(arguments: [
        "spiffe://a.test/x", "spiffe://a-b_c.9/X.y-z_0/...", "spiffe://" + String(repeating: "d", count: 255) + "/p",
        "spiffe://a.test/" + String(repeating: "p", count: 2032),
    ])
    func aSPIFFEIDIsReadAsItStands(text: String) throws {
        #expect(try #require(SPIFFEID(text)).description == text)
    }

    @Test(arguments: [
        "", "spiffe://", "spiffe:///x", "spiffe://a.test", "spiffe://a.test/", "spiffe://a.test//x",
        "spiffe://a.test/x/", "spiffe://a.test/.", "spiffe://a.test/../x", "spiffe://A.test/x", "SPIFFE://a.test/x",
        "spiffe:/a.test/x",
        "spiffe://a.test:80/x", "spiffe://u@a.test/x", "spiffe://a.test/x?y", "spiffe://a.test/x#y",
        "spiffe://a.test/%78", "spiffe://a.test/é", "https://a.test/x", "spiffe://a.test/a b",
        "spiffe://" + String(repeating: "d", count: 256) + "/p",
        "spiffe://a.test/" + String(repeating: "p", count: 2033),
    ])
    func nothingElseIsASPIFFEID(text: String) {
        #expect(SPIFFEID(text) == nil)
    }
}
