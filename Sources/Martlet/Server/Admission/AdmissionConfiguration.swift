/// Which calls may begin when there are more than the server can serve: those that may not are answered at once,
/// without being decoded, and told when to come again (`grpc-retry-pushback-ms`, gRPC A6).
public struct AdmissionConfiguration: Hashable, Sendable {
    /// Refuses calls with UNAVAILABLE while they wait too long for their turn; nil never does.
    public var queueDelay: QueueDelayLimit? = QueueDelayLimit()
    /// Refuses calls with UNAVAILABLE while as many handlers run as do not slow each other down; nil (the default)
    /// never does.
    public var concurrency: ConcurrencyLimit?
    /// Refuses calls of one IP address with RESOURCE_EXHAUSTED above this rate; nil (the default) never does.
    public var peerRate: RateLimit?
    /// So many health checks (`grpc.health.v1.Health`) begin whatever else is refused, on each event loop: 100 a
    /// second. More are treated like other calls.
    public var healthCheckRate = RateLimit(perSecond: 100, burst: 100)

    /// The defaults.
    public init() {}
}

/// When calls have waited too long for their turn on an event loop.
public struct QueueDelayLimit: Hashable, Sendable {
    /// A queue is well if some call waits no longer than this: 5 ms.
    public var target: Duration
    /// For how long no call may have waited less before calls are refused: 100 ms.
    public var interval: Duration
    /// Calls that each round of an event loop serves in any case: 100, as many as one connection may have open by
    /// default. So a client alone, however eager, is not refused.
    public var leastPerRound: Int

    /// The defaults, or what differs from them.
    public init(
        target: Duration = .milliseconds(5), interval: Duration = .milliseconds(100), leastPerRound: Int = 100
    ) {
        self.target = target
        self.interval = interval
        self.leastPerRound = leastPerRound
    }
}

/// How many handlers may run at once on each event loop: found by the server itself, between two bounds.
public struct ConcurrencyLimit: Hashable, Sendable {
    /// Never fewer than these: 10.
    public var minimum: Int
    /// Where it begins: 100.
    public var initial: Int
    /// Never more than these: 1000.
    public var maximum: Int
    /// How much longer than the least, as a factor, handlers may take before the limit falls: 2.
    public var tolerance: Double
    /// For how long the least time of a handler is remembered, give or take a quarter: 30 seconds.
    public var memory: Duration

    /// The defaults, or what differs from them.
    public init(
        minimum: Int = 10, initial: Int = 100, maximum: Int = 1000, tolerance: Double = 2,
        memory: Duration = .seconds(30)
    ) {
        self.minimum = minimum
        self.initial = initial
        self.maximum = maximum
        self.tolerance = tolerance
        self.memory = memory
    }
}

/// So many calls a second on average, and so many at once.
public struct RateLimit: Hashable, Sendable {
    /// Calls a second, on average; infinity lets all pass.
    public var perSecond: Double
    /// Calls at once, after a time without any; at least 1.
    public var burst: Int

    /// A rate; without `burst` a second's worth may come at once.
    public init(perSecond: Double, burst: Int? = nil) {
        self.perSecond = perSecond
        self.burst = max(1, burst ?? Int(saturating: perSecond.rounded(.up)))
    }
}

extension Int {
    /// The nearest whole number towards zero; zero for no number.
    init(saturating value: Double) {
        self = Int(exactly: value.rounded(.towardZero)) ?? (value > 0 ? .max : value < 0 ? .min : 0)
    }
}
