public import MartletTLS

/// How a client's connections are protected.
public enum ClientSecurity: Sendable {
    /// TLS 1.2 or newer, with all that can be set.
    case tls(ClientTLS)
    /// No protection: for meshes that encrypt outside the process, and for tests.
    case cleartext

    /// TLS 1.2 or newer; the server's chain must lead to one of the roots and its certificate must bear the name of
    /// the target (or `serverName`). `identity` is shown to servers that ask for it.
    public static func tls(
        trustRoots: TrustRoots = .system, identity: TLSIdentity? = nil, serverName: String? = nil
    ) -> ClientSecurity {
        .tls(ClientTLS(TLSTrust(trustRoots), identity: identity, serverName: serverName))
    }

    /// Reads the files; nil for cleartext.
    func credentials() throws(TLSError) -> TLSCredentials? {
        guard case .tls(let settings) = self else { return nil }
        return try TLSCredentials(client: settings)
    }

    /// The name to verify instead of the target's own.
    var serverName: String? {
        if case .tls(let settings) = self { return settings.serverName }
        return nil
    }
}
