/// How a server's listener does TLS: version 1.2 or later, for HTTP/2 only.
public struct ServerTLS: Hashable, Sendable {
    /// What the server shows.
    public var identity: TLSIdentity
    /// What it asks its clients for: nothing by default.
    public var clients: ClientCertificates
    /// How often the files named here are looked at: 5 seconds. A change is used for new connections once it has been
    /// the same for two looks; nil never looks again.
    public var reloadInterval: Duration?

    /// TLS with an identity.
    public init(
        _ identity: TLSIdentity, clients: ClientCertificates = .off, reloadInterval: Duration? = .seconds(5)
    ) {
        self.identity = identity
        self.clients = clients
        self.reloadInterval = reloadInterval
    }
}

/// How a client does TLS: version 1.2 or later, for HTTP/2 only.
public struct ClientTLS: Hashable, Sendable {
    /// Which servers it believes: those that the operating system's roots vouch for, by default.
    public var trust: TLSTrust
    /// What it shows to servers that ask.
    public var identity: TLSIdentity?
    /// The name or IP address that the server's certificate must be made for; the target's own by default.
    public var serverName: String?
    /// How often the files named here are looked at: 5 seconds. A change is used for new connections once it has been
    /// the same for two looks; nil never looks again.
    public var reloadInterval: Duration?

    /// TLS with trust in some servers.
    public init(
        _ trust: TLSTrust = TLSTrust(.system), identity: TLSIdentity? = nil, serverName: String? = nil,
        reloadInterval: Duration? = .seconds(5)
    ) {
        self.trust = trust
        self.identity = identity
        self.serverName = serverName
        self.reloadInterval = reloadInterval
    }
}
