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
    /// What requests may be compressed with, and how responses are.
    public var compression = CompressionConfiguration()
    /// What responses are compressed with: what the requests of the call are by default. A method can decide otherwise
    /// (`ServerContext.compressResponses(_:)`).
    public var responseCompression = ResponseCompression.likeRequests
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
    /// Calls that one connection may have open: 100. Handlers that still run when their calls are over may be as many
    /// again; then calls are refused with REFUSED_STREAM.
    public var maxConcurrentStreams = 100
    /// Request headers of one call, in bytes as RFC 9113 section 6.5.2 counts them: 8 KiB. More is
    /// `RESOURCE_EXHAUSTED`; of more than twice as much nothing is kept, and the stream is reset; a compression bomb of
    /// 32 times as much ends the connection.
    public var maxHeaderListBytes = 8 << 10
    /// Handlers that may run at once for all connections: 10,000, shared out evenly among the loops. Above it calls are
    /// turned away with REFUSED_STREAM, so that clients may try them elsewhere.
    public var maxRunningHandlers = 10_000
    /// Memory that all connections together may hold for messages that arrive or wait for their readers, and for output
    /// that waits for its peer: by default a quarter of what the process may have, which is the machine's memory or, if
    /// that is less, what its control group allows (`memory.max`); workers share it. From three quarters of it on calls
    /// are refused with `RESOURCE_EXHAUSTED`, from seven eighths on also messages of more than 64 KiB, and when all is
    /// in use the connection is closed that holds most. At least 1 MiB.
    public var memoryBudgetBytes: Int?
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
    /// How far both grow where the way is long; nil: not at all.
    public var windowGrowth: WindowGrowth? = WindowGrowth()
    /// From accept to the end of the TLS handshake: 10 seconds.
    public var handshakeTimeout = Duration.seconds(10)
    /// From there, or from accept without TLS, to the client's first SETTINGS: 5 seconds.
    public var settingsTimeout = Duration.seconds(5)
    /// From the handshake to the acknowledgement of our SETTINGS: 10 seconds; then SETTINGS_TIMEOUT.
    public var settingsAcknowledgementTimeout: Duration? = .seconds(10)
    /// From the first byte of a header block to its last: 5 seconds; then ENHANCE_YOUR_CALM.
    public var headerBlockTimeout: Duration? = .seconds(5)
    /// From the handshake to the first call: 30 seconds; then the connection is ended in order.
    public var firstCallTimeout: Duration? = .seconds(30)
    /// How long a connection may be without a call after that: 15 minutes; then it is ended in order.
    public var maxConnectionIdle: Duration? = .seconds(900)
    /// How old a connection becomes, a tenth more or less, before it is ended in order: any age by default. 30 minutes
    /// keep load balanced where servers come and go.
    public var maxConnectionAge: Duration?
    /// How long calls may go on after that: as long as they like by default.
    public var maxConnectionAgeGrace: Duration?
    /// After how much silence to ask the client whether it is still there: 2 hours, and 20 seconds for the answer.
    public var keepalive: Keepalive? = Keepalive(time: .seconds(7200), withoutCalls: true)
    /// How long sent bytes may go unacknowledged before the kernel ends the connection (TCP_USER_TIMEOUT): 20 seconds.
    public var userTimeout: Duration? = .seconds(20)
    /// How long a response may wait for a client that takes nothing of it: 30 seconds; then the call is cancelled.
    public var stalledStreamTimeout: Duration? = .seconds(30)
    /// The same for a client that takes nothing at all: 60 seconds; then the connection is closed.
    public var stalledConnectionTimeout: Duration? = .seconds(60)
    /// Connections at once: by default four fifths of the descriptors that the process may have, at most 10,000. One
    /// more is closed when it has been accepted.
    public var maxConnections: Int?
    /// Connections at once from one IP address: 100. This machine's own addresses have no limit.
    public var maxConnectionsPerAddress = 100
    /// Handshakes at once, shared out evenly among the loops: 512. One more ends the oldest,
    /// unless all came less than 500 ms ago.
    public var maxConcurrentHandshakes = 512

    /// The defaults.
    public init() {}
}
