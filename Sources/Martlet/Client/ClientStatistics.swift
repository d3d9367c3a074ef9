/// What a client's connections have carried since it was made.
public struct ClientStatistics: Hashable, Sendable {
    /// Bytes given to sockets, those of TLS and HTTP/2 included.
    public var bytesSent: Int
    /// Bytes taken from sockets, those of TLS and HTTP/2 included.
    public var bytesReceived: Int
    /// How often a connection stood: the peer's SETTINGS had arrived.
    public var connectionsOpened: Int

    /// Nothing carried, or what differs from it.
    public init(bytesSent: Int = 0, bytesReceived: Int = 0, connectionsOpened: Int = 0) {
        self.bytesSent = bytesSent
        self.bytesReceived = bytesReceived
        self.connectionsOpened = connectionsOpened
    }
}
