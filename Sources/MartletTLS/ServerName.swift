import COpenSSL
import Glibc

/// The name that a client asks for and that the server's certificate must be made for.
struct ServerName {
    /// A DNS name without a final dot, or an IP address without brackets.
    let text: String
    /// Addresses are matched by the certificate's addresses only, and are never sent as SNI (RFC 6066 section 3).
    let isAddress: Bool

    init(_ given: String) throws(TLSError) {
        var text = given[...]
        if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
        var storage = in6_addr()
        isAddress = String(text).withCString {
            inet_pton(AF_INET, $0, &storage) == 1 || inet_pton(AF_INET6, $0, &storage) == 1
        }
        if !isAddress, text.hasSuffix(".") { text = text.dropLast() }
        self.text = String(text)
        guard isAddress || Self.isDNSName(self.text) else {
            throw TLSError(
                .configuration, "'\(given)' is no server name",
                advice: "give a DNS name in ASCII (IDN as xn--…) or an IP address")
        }
    }

    private static func isDNSName(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 253, labels.allSatisfy({ (1...63).contains($0.utf8.count) }) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    /// Makes `ssl` send the name and insist on it. False when there is no memory.
    func apply(to ssl: OpaquePointer) -> Bool {
        let rules = SSL_get0_param(ssl)
        X509_VERIFY_PARAM_set_hostflags(
            rules, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT))
        if isAddress { return X509_VERIFY_PARAM_set1_ip_asc(rules, text) == 1 }
        return X509_VERIFY_PARAM_set1_host(rules, text, text.utf8.count) == 1
            && martlet_set_server_name(ssl, text) != 0
    }
}
