public import CoreMetrics
public import Logging
public import MartletEventLoop

/// Everything a server can be told.
public struct ServerConfiguration: Sendable {
    /// Where to listen, and how the connections that come there are protected.
    public var listeners: [ListenerConfiguration]
    /// Serves from several processes; nil, the default: from this one alone.
    public var workers: WorkerConfiguration?
    /// Event loops, a thread each; one per core by default. Workers share them out, one each at least.
    public var loops: Int
    /// What a peer may use up.
    public var limits: ServerLimits
    /// What holds for some methods or services only; what is said for a method counts more than what is said for its
    /// service, and that more than what is said for all.
    public var methods: [MethodScope: MethodLimits] = [:]
    /// Which calls may begin when there are too many.
    public var admission = AdmissionConfiguration()
    /// How long a server that was told to end still takes connections and calls as before, so that load balancers can
    /// notice what its services say since `RPCService.serverWillDrain()`: none by default, 5 seconds are common.
    public var shutdownDelay: Duration
    /// How long calls in flight may go on after a graceful shutdown began; then they are cancelled.
    public var shutdownGrace: Duration
    /// One line per call goes here at `info`; connections that end badly at `debug`.
    public var logger: Logger
    /// Where metrics go: by default where `MetricsSystem` was bootstrapped to when the server starts.
    public var metrics: (any MetricsFactory)?

    /// A server with one listener.
    public init(
        address: ListenAddress, tls: ServerSecurity, loops: Int = EventLoopGroup.cores,
        limits: ServerLimits = ServerLimits(), shutdownDelay: Duration = .zero,
        shutdownGrace: Duration = .seconds(30), logger: Logger = Logger(label: "martlet.server")
    ) {
        self.init(
            listeners: [ListenerConfiguration(address, tls: tls)], loops: loops, limits: limits,
            shutdownDelay: shutdownDelay, shutdownGrace: shutdownGrace, logger: logger)
    }

    /// A server with several listeners: in cleartext for the machine itself and with TLS for others, say.
    public init(
        listeners: [ListenerConfiguration], loops: Int = EventLoopGroup.cores,
        limits: ServerLimits = ServerLimits(), shutdownDelay: Duration = .zero,
        shutdownGrace: Duration = .seconds(30), logger: Logger = Logger(label: "martlet.server")
    ) {
        self.listeners = listeners
        self.loops = loops
        self.limits = limits
        self.shutdownDelay = shutdownDelay
        self.shutdownGrace = shutdownGrace
        self.logger = logger
    }
}

/// What one peer may use up. Each limit has a setting here and an error that names it.
public struct ServerLimits: Hashable, Sendable {
    /// The largest request message, in bytes: 4 MiB. More is `RESOURCE_EXHAUSTED`.
    public var maxReceiveMessageBytes = 4 << 20
    /// The largest response message, in bytes: 64 MiB. More is `RESOURCE_EXHAUSTED`.
    public var maxSendMessageBytes = 64 << 20
    /// Calls that one connection may have open, and handlers that may run for it: 100.
    public var maxConcurrentStreams = 100
    /// Request headers of one call, in bytes as RFC 9113 section 6.5.2 counts them: 16 KiB.
    public var maxHeaderListBytes = 16 << 10
    /// Handlers that may run at once for all connections: 10,000, shared out evenly among the loops. Above it calls are
    /// turned away with REFUSED_STREAM, so that clients may try them elsewhere.
    public var maxRunningHandlers = 10_000
    /// What a peer may cost before its connection is ended; `nil` lets it cost anything.
    public var abuse: AbuseLimits? = AbuseLimits()
    /// How often a client may ping; `nil` lets it ping at will.
    public var pings: PingLimits? = PingLimits()
    /// Only logs (at `notice`) which connections `abuse` and `pings` would end: to try them out under real traffic.
    public var isDryRun = false
    /// Flow-control window of a stream, in bytes: 256 KiB.
    public var streamWindowBytes = 256 << 10
    /// Flow-control window of a connection, in bytes: 1 MiB.
    public var connectionWindowBytes = 1 << 20
    /// From accept to the peer's first SETTINGS: 10 seconds.
    public var handshakeTimeout = Duration.seconds(10)

    /// The defaults.
    public init() {}
}
