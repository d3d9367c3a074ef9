public import Martlet

/// What a load generator shall do: whom it calls, how, how often and for how long.
///
/// `checked()` says what can't be done before anything is.
public struct LoadPlan: Sendable {
    /// When calls begin.
    public enum Pace: Hashable, Sendable {
        /// Each worker begins its next call when its last one has ended: the server decides the rate.
        case closedLoop
        /// Calls begin at these rates (calls per second, one step after the other), whether or not earlier ones have
        /// ended; latency counts from the moment at which a call *should* have begun.
        case openLoop(rates: [Double], arrival: Arrival)
    }

    /// How the calls of an open loop lie in time.
    public enum Arrival: String, CaseIterable, Hashable, Sendable {
        /// At equal distances.
        case constant
        /// As if many independent callers made them: exponential distances.
        case poisson
    }

    /// When a step has made enough calls.
    public enum Extent: Hashable, Sendable {
        /// Calls that should begin within this time count.
        case duration(Duration)
        /// So many calls count.
        case calls(Int)
    }

    /// What a bidirectional call does.
    public enum Exchange: String, CaseIterable, Hashable, Sendable {
        /// Sends one message and waits for one, again and again; latency is that of each round trip.
        case pingPong = "ping-pong"
        /// Sends without waiting while it receives; latency is that of the whole call.
        case fullDuplex = "full-duplex"
    }

    /// The server, as ``Client`` takes it: `dns:///host:port`, `unix:path` and so on.
    public var target: String
    /// How connections are protected: TLS with the system's roots by default.
    public var security: ClientSecurity
    /// The method that is called.
    public var method: LoadMethod
    /// Its requests, encoded.
    public var requests: EncodedRequests
    /// Connections, each with a client of its own: 1.
    public var connections = 1
    /// Workers of a closed loop on each connection, each with one call at a time: 1.
    public var streams = 1
    /// Event loops, a thread each, that share the connections: 1.
    public var loops = 1
    /// Calls made before those that count: for 1 s.
    public var warmUp = Duration.seconds(1)
    /// How much counts: 10 s.
    public var extent = Extent.duration(.seconds(10))
    /// When calls begin: in a closed loop.
    public var pace = Pace.closedLoop
    /// The most calls that an open loop has under way at once: 10,000. Calls that are due beyond that wait, and count
    /// as late; their wait is part of their latency.
    public var maxOutstanding = 10_000
    /// Messages that a client streaming or bidirectional call sends. Unless set: 10; but in a closed loop a
    /// bidirectional call goes on until the time is over.
    public var messagesPerCall: Int?
    /// What bidirectional calls do: ping-pong.
    public var exchange = Exchange.pingPong
    /// How long each call may take; for ever unless set.
    public var deadline: Duration?
    /// Metadata of each call.
    public var metadata = Metadata()
    /// How long calls that are still under way, or late, when the time is over may take until they are given up: 5 s.
    public var drain = Duration.seconds(5)
    /// The largest response message, in bytes: 4 MiB. More ends the call with RESOURCE_EXHAUSTED.
    public var maxResponseBytes = 4 << 20
    /// Where random arrivals and sizes begin: the same seed gives the same sequence.
    public var seed: UInt64 = 1
    /// The server's process, for its processor time and memory; it must be on this machine.
    public var serverProcess: Int32?

    /// A plan with the defaults.
    public init(target: String, security: ClientSecurity = .tls(), method: LoadMethod, requests: EncodedRequests) {
        self.target = target
        self.security = security
        self.method = method
        self.requests = requests
    }

    /// Rates of the steps; nil for a closed loop.
    var rates: [Double]? {
        if case .openLoop(let rates, _) = pace { rates } else { nil }
    }

    /// Messages that each call of this plan's shape sends; nil: as many as fit into the time.
    var messagesToSend: Int? {
        switch method.shape {
        case .unary, .serverStreaming: 1
        case .clientStreaming: messagesPerCall ?? 10
        case .bidirectionalStreaming:
            if let messagesPerCall { messagesPerCall } else { rates == nil && hasDuration ? nil : 10 }
        }
    }

    /// A call lasts as long as the window, or may: a server's stream ends when the server wants.
    var hasCallsThatSpanWindow: Bool {
        rates == nil && hasDuration && (messagesToSend == nil || method.shape == .serverStreaming)
    }

    private var hasDuration: Bool {
        if case .duration = extent { true } else { false }
    }
}
