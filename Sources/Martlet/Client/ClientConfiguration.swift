public import Logging
public import MartletCompression
public import MartletEventLoop

/// Everything a client can be told.
public struct ClientConfiguration: Sendable {
    /// How connections are protected: TLS with the system's roots by default.
    public var security: ClientSecurity
    /// The largest response message, in bytes: 4 MiB. More ends the call with RESOURCE_EXHAUSTED.
    public var maxReceiveMessageBytes = 4 << 20
    /// The largest request message, in bytes: 64 MiB.
    public var maxSendMessageBytes = 64 << 20
    /// What responses may be compressed with, and how requests are.
    public var compression = CompressionConfiguration()
    /// What requests are compressed with, unless `CallOptions.requestCompression` says otherwise: nothing by default. A
    /// server that does not accept it fails the call with UNIMPLEMENTED.
    public var requestCompression = CompressionAlgorithm.identity
    /// Flow-control window of a stream, in bytes: 256 KiB.
    public var streamWindowBytes = 256 << 10
    /// Flow-control window of a connection, in bytes: 4 MiB.
    public var connectionWindowBytes = 4 << 20
    /// How far both grow where the way is long; nil: not at all.
    public var windowGrowth: WindowGrowth? = WindowGrowth()
    /// Response headers of one call, in bytes: 16 KiB. More fails the call; 16 times as much ends the connection.
    public var maxHeaderListBytes = 16 << 10
    /// What the server may cost before its connection is ended, and calls go to a new one; `nil` lets it cost anything.
    public var abuse: AbuseLimits? = .ofServers
    /// Asks a silent server whether it is still there, to learn of a dead connection before a deadline does: off by
    /// default, because servers may take pings amiss (most allow one every 5 minutes). Doubled for new connections when
    /// a server says "too_many_pings".
    public var keepalive: Keepalive?
    /// Where the client's connection lives; one of the process's shared loops by default.
    public var eventLoop: EventLoop?
    /// Connection attempts and losses go here at `debug`.
    public var logger: Logger

    /// A client with the defaults.
    public init(
        security: ClientSecurity = .tls(), eventLoop: EventLoop? = nil, logger: Logger = Logger(label: "martlet.client")
    ) {
        self.security = security
        self.eventLoop = eventLoop
        self.logger = logger
    }
}
