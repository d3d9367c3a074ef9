import COpenSSL
import Glibc
import Synchronization

/// Who a peer has proved to be: what its certificate says, after the chain was verified. Decide by names of one kind,
/// compared whole; the subject is for people to read.
public struct PeerIdentity: Hashable, Sendable {
    /// The subject as RFC 4514 writes it, at most 256 bytes, with control and foreign characters escaped.
    public let subject: String
    /// Alternative names that are DNS names, as they stand: `api.prod.example`.
    public let dnsNames: [String]
    /// Alternative names that are URIs.
    public let uris: [String]
    /// Alternative names that are IP addresses: `10.0.0.7`, `fd00::7`.
    public let ipAddresses: [String]
    /// Alternative names that are e-mail addresses.
    public let emailAddresses: [String]
    /// The SPIFFE ID, when the certificate is no authority's and has exactly one URI, which is such an ID.
    public let spiffeID: SPIFFEID?
    /// The serial number in upper-case hexadecimal; unique for one issuer only.
    public let serialNumber: String
    /// SHA-256 of the certificate's DER form: 32 bytes.
    public let fingerprint: [UInt8]
    /// When the certificate ends, in seconds since 1970.
    public let notAfter: Int64

    /// Names with other bytes than visible ASCII (a NUL would cut them short elsewhere) are left out; they name nobody.
    init(_ certificate: OpaquePointer) {
        var names: [Int32: [String]] = [:]
        var addresses: [String] = []
        var uriCount = 0
        let list = martlet_alternative_names(certificate)
        defer { martlet_free_names(list) }
        for index in 0..<max(0, list == nil ? 0 : martlet_name_count(list)) {
            var start: UnsafePointer<UInt8>?
            var count = 0
            let kind = martlet_name(list, index, &start, &count)
            let bytes = UnsafeBufferPointer(start: start, count: start == nil ? 0 : count)
            if kind == GEN_URI { uriCount += 1 }
            if kind == GEN_IPADD {
                Self.address(bytes).map { addresses.append($0) }
            } else if !bytes.isEmpty, bytes.allSatisfy({ (0x21...0x7e).contains($0) }) {
                names[kind, default: []].append(String(decoding: bytes, as: UTF8.self))
            }
        }
        subject = Certificate.subject(certificate)
        dnsNames = names[GEN_DNS] ?? []
        uris = names[GEN_URI] ?? []
        emailAddresses = names[GEN_EMAIL] ?? []
        ipAddresses = addresses
        let isWorkload = uriCount == 1 && martlet_is_authority(certificate) == 0
        spiffeID = isWorkload ? uris.first.flatMap { SPIFFEID($0) } : nil
        serialNumber = Certificate.serialNumber(certificate)
        fingerprint = Certificate.fingerprint(certificate)
        notAfter = martlet_not_after(certificate)
    }

    private static func address(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        return inet_ntop(family, bytes.baseAddress, &text, socklen_t(text.count)).map { String(cString: $0) }
    }
}

/// The certificate that a peer proved to own. What it says is read when it is first asked for, once.
public final class PeerCertificate: @unchecked Sendable {
    // Sendable: OpenSSL's certificate is only read, and the identity is behind a lock.

    private let certificate: OpaquePointer
    private let read = Mutex<PeerIdentity?>(nil)

    /// Takes the reference over.
    init(owning certificate: OpaquePointer) { self.certificate = certificate }

    deinit { X509_free(certificate) }

    /// What the certificate says. From any thread.
    public var identity: PeerIdentity {
        read.withLock { identity in
            if let identity { return identity }
            let found = PeerIdentity(certificate)
            identity = found
            return found
        }
    }
}
