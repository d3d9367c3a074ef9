import MartletEventLoop

/// Decides for the calls of one loop, whatever their connections, which may begin. On the loop only.
///
/// The cheap questions come first, and nothing has been made for a call yet when it is refused. How long a call has
/// waited is not known to the nanosecond: its bytes lay in the socket's buffer at most since the loop looked last.
final class LoopAdmission {
    private let loop: EventLoop
    private let handlers: HandlerCount
    private let leastPerRound: Int
    @exclusivity(unchecked) private var gauge: QueueDelayGauge?
    @exclusivity(unchecked) private var gradient: ConcurrencyGradient?
    @exclusivity(unchecked) private var healthChecks: TokenBucket

    /// The beginning of the tick that `now` and `callsThisRound` are of.
    @exclusivity(unchecked) private var tick = MonotonicTime(nanoseconds: 0)
    @exclusivity(unchecked) private var callsThisRound = 0
    /// Now, to a few calls.
    @exclusivity(unchecked) private var now = MonotonicTime(nanoseconds: 0)
    @exclusivity(unchecked) private var looks = 0

    private let memory: MemoryBudget?
    private let overloaded: [Refusal]
    private let outOfMemory: [Refusal]
    /// Counts calls that are refused.
    let tally: RefusedCalls?
    private let crowded: [Refusal]
    private var refused = 0
    var throttle = LogThrottle()

    /// The clock is asked at every so many looks: it costs a hundredth of a small call.
    private static let looksPerReading = 4

    init(
        _ configuration: AdmissionConfiguration, loop: EventLoop, handlers: HandlerCount,
        memory: MemoryBudget? = nil, tally: RefusedCalls? = nil, seed: UInt64 = .random(in: 0 ... .max)
    ) {
        self.memory = memory
        self.tally = tally
        self.loop = loop
        self.handlers = handlers
        let delay = configuration.queueDelay ?? QueueDelayLimit()
        gauge = configuration.queueDelay.map { QueueDelayGauge(target: $0.target, interval: $0.interval) }
        gradient = configuration.concurrency.map { ConcurrencyGradient($0, seed: seed) }
        leastPerRound = delay.leastPerRound
        healthChecks = TokenBucket(configuration.healthCheckRate, at: loop.readClock())
        outOfMemory = Refusal.spread(
            .memory, .resourceExhausted,
            "the server's connections hold as much memory as they may (setting memoryBudgetBytes)",
            pushback: .seconds(1))
        overloaded = Refusal.spread(
            .queueDelay, .unavailable,
            "the server is overloaded: for \(delay.interval) each call has waited longer than \(delay.target) "
                + "(setting admission.queueDelay)",
            pushback: max(delay.interval, .milliseconds(1)))
        crowded = Refusal.spread(
            .concurrency, .unavailable,
            "as many handlers run as do not slow each other down (setting admission.concurrency)",
            pushback: .milliseconds(100))
    }

    /// A call has come. Returns how long it can have waited, in nanoseconds, at most and at least.
    func noteCall() -> (atMost: UInt64, atLeast: UInt64) {
        let now = roughNow()
        callsThisRound &+= 1
        return (now.nanoseconds &- loop.readySince.nanoseconds, now.nanoseconds &- tick.nanoseconds)
    }

    /// What the clock showed a few looks ago, or at the beginning of the tick.
    func roughNow() -> MonotonicTime {
        let began = loop.now
        if began != tick {
            tick = began
            now = began
            callsThisRound = 0
        } else {
            looks &+= 1
            if looks % Self.looksPerReading == 0 { now = loop.readClock() }
        }
        return now
    }

    /// Why a call that may have waited for `delay` nanoseconds shall not begin; nil when it shall.
    func refusal(of method: ServerMethod, from peer: RateGate?, after delay: UInt64) -> Refusal? {
        let isInTime = gauge?.admits(delay: delay, at: now) ?? true
        if method.isHealthCheck, healthChecks.take(at: now) == nil { return nil }
        if !isInTime, callsThisRound > leastPerRound { return next(overloaded) }
        if let memory, memory.isScarce { return next(outOfMemory) }
        if let gradient, handlers.running >= gradient.limit { return next(crowded) }
        if let rate = method.rate, let pushback = rate.take(at: now) {
            return Refusal(
                .methodRate, .resourceExhausted,
                "\(method.path) is called more often than its limit of \(method.limits.rate?.perSecond ?? 0) a second "
                    + "(setting methods, rate)",
                pushback: pushback)
        }
        if let peer, let pushback = peer.take(at: now) {
            return Refusal(
                .peerRate, .resourceExhausted, "this address calls too often (setting admission.peerRate)",
                pushback: pushback)
        }
        return nil
    }

    private func next(_ refusals: [Refusal]) -> Refusal? {
        refused &+= 1
        return refusals[refused % refusals.count]
    }

    /// The handler of a call that came at `start` is about to be counted as ended.
    func handlerEnded(since start: MonotonicTime) {
        guard gradient != nil else { return }
        let now = loop.readClock()
        gradient?.ended(after: now.nanoseconds &- start.nanoseconds, running: handlers.running, at: now)
    }
}
