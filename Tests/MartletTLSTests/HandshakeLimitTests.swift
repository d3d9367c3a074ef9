import MartletTLS
import TestPKI
import Testing

/// What a peer may make us work before we know it.
@Suite struct HandshakeLimitTests {
    @Test(arguments: [(40_000, true), (70_000, false)]) func aChainHasAtMost64KiB(size: Int, isFine: Bool) throws {
        let site = try Site(
            clients: { .required($1) }, showing: "large",
            prepare: { root in
                try root.issue("plain", names: "DNS:localhost")
                let comment = "nsComment=" + String(repeating: "x", count: size)
                for name in ["server", "large"] {
                    let extensions = TestAuthority.peerExtensions + TestAuthority.identifiers + [comment]
                    try root.issue(name, names: "DNS:localhost", extensions: extensions)
                }
            })
        let seen = try site.link(client: site.client(showing: "client")).handshake().client.error
        let root = TLSTrust(.pem(.file(site.root.path("root.pem"))))
        let plain = try TLSCredentials(
            server: ServerTLS(Site.identity("plain", of: site.root), clients: .required(root)))
        let shown = try site.link(server: plain).handshake().server.error
        for error in [seen, shown] {
            #expect((error == nil) == isFine, "\(error?.reason ?? "accepted")")
            if !isFine { #expect(error?.reason.contains("excessive message size") == true, "\(error?.reason ?? "")") }
        }
    }

    /// RFC 8446 section 5: records that say nothing are let pass, but not without end.
    @Test(arguments: [(8, true), (40, false)]) func recordsThatSayNothingAreCounted(count: Int, isFine: Bool) throws {
        let link = try Link.made()
        _ = link.client.handshake()
        let hello = Array(link.client.output)
        let nothing = (0..<count).flatMap { _ -> [UInt8] in [20, 3, 3, 0, 1, 1] }
        let step = (hello + nothing).withUnsafeBytes { bytes in
            link.server.receive(bytes)
            return link.server.handshake()
        }
        #expect((step.error == nil) == isFine, "\(step)")
    }
}
