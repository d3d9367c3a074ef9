import MartletTLS
import TestPKI
import Testing

/// A bundle of authorities for each trust domain: a peer's chain must lead to its own domain's.
@Suite struct SPIFFETests {
    private func site() throws -> Site {
        try Site(
            clients: { root, _ in
                .required(TLSTrust(.spiffe(bundles: [
                    "a.test": .file(root.path("root.pem")), "b.test": .file(root.path("other.pem")),
                ])))
            },
            prepare: { root in
                let other = try TestAuthority("other", in: root.folder)
                try root.issue("a", names: "URI:spiffe://a.test/x")
                try other.issue("b", names: "URI:spiffe://b.test/x")
                try other.issue("a of b", names: "URI:spiffe://a.test/x")
                try root.issue("two", names: "URI:spiffe://a.test/x,URI:spiffe://a.test/y")
                try root.issue("none", names: "DNS:a.test")
                try root.issue("c", names: "URI:spiffe://c.test/x")
                try root.issue("upper", names: "URI:spiffe://A.test/x")
                try root.issue("query", names: "URI:spiffe://a.test/x?y")
                try root.issue(
                    "authority", names: "URI:spiffe://a.test/x",
                    extensions: ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,digitalSignature"]
                        + TestAuthority.identifiers)
            })
    }

    @Test func aWorkloadIsBelievedByItsOwnDomainsBundleOnly() throws {
        let site = try site()
        for (name, refusal) in [
            ("a", nil), ("b", nil), ("a of b", "unable to get local issuer certificate"),
            ("two", "it has no SPIFFE ID"), ("none", "it has no SPIFFE ID"), ("upper", "it has no SPIFFE ID"),
            ("query", "it has no SPIFFE ID"), ("authority", "it has no SPIFFE ID"),
            ("c", "there is no bundle of its trust domain c.test"),
        ] as [(String, String?)] {
            let error = try site.refusal(of: site.client(showing: name))
            #expect((error == nil) == (refusal == nil), "\(name): \(error?.reason ?? "accepted")")
            if let refusal { #expect(error?.reason.contains(refusal) == true, "\(name): \(error?.reason ?? "")") }
        }
    }

    @Test(arguments: ["A.test", "spiffe://a.test", "", "a.test/x"])
    func aBundleNeedsATrustDomain(domain: String) throws {
        let root = try TestAuthority("root", in: certificateFolder())
        do throws(TLSError) {
            _ = try TLSCredentials(
                client: ClientTLS(TLSTrust(.spiffe(bundles: [domain: .file(root.path("root.pem"))]))))
            Issue.record("it is no trust domain")
        } catch {
            #expect(error.reason.contains("is no SPIFFE trust domain"))
        }
    }
}
