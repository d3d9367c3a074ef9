public import MartletTLS

/// How a listener's connections are protected.
public enum ServerSecurity: Sendable {
    /// TLS 1.2 or newer, with all that can be set.
    case tls(ServerTLS)
    /// No protection: for meshes that encrypt outside the process, and for tests. Clients must speak HTTP/2 at
    /// once ("prior knowledge").
    case cleartext

    /// TLS 1.2 or newer with this certificate chain (leaf first) and its key, for clients without certificates.
    public static func pem(chain: PEM, key: PEM) -> ServerSecurity {
        .tls(ServerTLS(TLSIdentity(chain: chain, key: key)))
    }

    /// Reads the files; nil for cleartext.
    func credentials() throws(TLSError) -> TLSCredentials? {
        guard case .tls(let settings) = self else { return nil }
        return try TLSCredentials(server: settings)
    }
}
