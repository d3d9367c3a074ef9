import MartletTLS
import TestPKI
import Testing

/// A certificate, what it is asked for, and whether it is believed.
struct MatrixCase: CustomTestStringConvertible, Sendable {
    let title: String
    /// The certificate's file; by default made of `names`.
    let file: String
    let names: String?
    let subject: String?
    let extensions: [String]
    var asked = "api.example.test"
    /// A part of the reason; nil for a good one.
    let refusal: String?

    var testDescription: String { title }

    init(
        _ title: String, _ names: String? = "DNS:api.example.test", asked: String = "api.example.test",
        file: String? = nil, subject: String? = nil,
        extensions: [String] = TestAuthority.peerExtensions + TestAuthority.identifiers, refused: String? = nil
    ) {
        self.title = title
        self.file = file ?? title.map { $0.isLetter || $0.isNumber ? String($0) : "-" }.joined()
        self.names = names
        self.subject = subject
        self.extensions = extensions
        self.asked = asked
        refusal = refused
    }
}

private let mismatch = "hostname mismatch"
private let wrongPurpose = "unsuitable certificate purpose"
private let addressMismatch = "IP address mismatch"
private let usual = TestAuthority.peerExtensions + TestAuthority.identifiers

private func fewer(_ dropped: String) -> [String] { usual.filter { !$0.hasPrefix(dropped) } }

/// `[2] IA5String`, which openssl's configuration can't spell.
private func dnsBytes(_ name: String) -> String {
    let name = Array(name.utf8)
    let der = [0x30, UInt8(name.count + 2), 0x82, UInt8(name.count)] + name
    return "DER:" + der.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
}

extension MatrixCase {
    /// What names a certificate is for (RFC 9110 section 4.3.4, RFC 6125 section 6).
    static let names: [MatrixCase] = [
        MatrixCase("the name itself"),
        MatrixCase("another name", "DNS:apis.example.test", refused: mismatch),
        MatrixCase("in upper case", "DNS:API.Example.TEST"),
        MatrixCase("one of many", "DNS:a.test,DNS:b.test,IP:127.0.0.1,DNS:api.example.test"),
        MatrixCase("a wildcard", "DNS:*.example.test"),
        MatrixCase("a wildcard for two labels", "DNS:*.example.test", asked: "a.b.example.test", refused: mismatch),
        MatrixCase("a wildcard for none", "DNS:*.example.test", asked: "example.test", refused: mismatch),
        MatrixCase("a wildcard below the root", "DNS:*.test", asked: "example.test", refused: mismatch),
        MatrixCase("a wildcard alone", "DNS:*", asked: "localhost", refused: mismatch),
        MatrixCase("a wildcard's beginning", "DNS:a*.example.test", refused: mismatch),
        MatrixCase("a wildcard's end", "DNS:*i.example.test", refused: mismatch),
        MatrixCase("a wildcard within", "DNS:a*i.example.test", refused: mismatch),
        MatrixCase("a wildcard in the middle", "DNS:api.*.test", refused: mismatch),
        MatrixCase("two wildcards", "DNS:*.*.test", refused: mismatch),
        MatrixCase(
            "a wildcard in an A-label", "DNS:xn--*.example.test", asked: "xn--a.example.test", refused: mismatch),
        MatrixCase("an A-label", "DNS:xn--bcher-kva.example.test", asked: "xn--bcher-kva.example.test"),
        MatrixCase("a wildcard before an A-label", "DNS:*.xn--bcher-kva.test", asked: "api.xn--bcher-kva.test"),
        MatrixCase(
            "a U-label in UTF-8", dnsBytes("bücher.example.test"), asked: "xn--bcher-kva.example.test",
            refused: mismatch),
        MatrixCase("a NUL within", dnsBytes("api.example.test\0.evil.test"), refused: mismatch),
        MatrixCase("a NUL behind", dnsBytes("api.example.test\0"), refused: mismatch),
        MatrixCase("a dot behind", "DNS:api.example.test.", refused: mismatch),
        MatrixCase("a dot before", "DNS:.example.test", refused: mismatch),
        MatrixCase("the common name alone", nil, subject: "/CN=api.example.test", refused: mismatch),
        MatrixCase("the common name beside another", "DNS:b.test", subject: "/CN=api.example.test", refused: mismatch),
        MatrixCase("a URI", "URI:https://api.example.test", refused: mismatch),
        MatrixCase("an e-mail address", "email:api@api.example.test", refused: mismatch),
        MatrixCase("an IPv4 address", "IP:127.0.0.1", asked: "127.0.0.1"),
        MatrixCase("another IPv4 address", "IP:127.0.0.1", asked: "127.0.0.2", refused: addressMismatch),
        MatrixCase("an IPv6 address", "IP:::1", asked: "::1"),
        MatrixCase("an IPv4 address as a DNS name", "DNS:127.0.0.1", asked: "127.0.0.1", refused: addressMismatch),
        MatrixCase(
            "an address in the common name", nil, asked: "127.0.0.1", subject: "/CN=127.0.0.1",
            refused: addressMismatch),
        MatrixCase("an address with a wildcard", "DNS:*.0.0.1", asked: "127.0.0.1", refused: addressMismatch),
        MatrixCase("an address mapped into IPv6", "IP:127.0.0.1", asked: "::ffff:127.0.0.1", refused: addressMismatch),
        MatrixCase("an address for a name", "IP:127.0.0.1", asked: "localhost", refused: mismatch),
    ]

    /// What a certificate may be used for (RFC 5280).
    static let rules: [MatrixCase] = [
        MatrixCase("for servers", extensions: usual + ["extendedKeyUsage=serverAuth"]),
        MatrixCase("for both", extensions: usual + ["extendedKeyUsage=serverAuth,clientAuth"]),
        MatrixCase("for clients only", extensions: usual + ["extendedKeyUsage=clientAuth"], refused: wrongPurpose),
        MatrixCase("for code", extensions: usual + ["extendedKeyUsage=codeSigning"], refused: wrongPurpose),
        MatrixCase(
            "an unknown critical rule", extensions: usual + ["1.2.3.4=critical,DER:05:00"],
            refused: "unhandled critical extension"),
        MatrixCase("an unknown rule", extensions: usual + ["1.2.3.4=DER:05:00"]),
        MatrixCase(
            "an authority's own",
            extensions: ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,digitalSignature"]
                + TestAuthority.identifiers,
            refused: "it is an authority's, not a peer's (setting isStrict)"),
        MatrixCase(
            "without its issuer's key", extensions: fewer("authorityKey") + ["authorityKeyIdentifier=none"],
            refused: "Authority Key Identifier (setting isStrict)"),
        MatrixCase("without a subject", "critical,DNS:api.example.test", subject: "/"),
        MatrixCase("without a subject or stress", subject: "/", refused: "not critical (setting isStrict)"),
        MatrixCase(
            "that signs as an authority",
            extensions: fewer("keyUsage") + ["keyUsage=critical,keyCertSign,digitalSignature"],
            refused: "(setting isStrict)"),
    ]
}
