/// What a peer may cost before its connection is ended with ENHANCE_YOUR_CALM.
///
/// Everything that only we have work with takes points off. A stream that a client resets costs 1, or 2 when its
/// handler had not begun; a broken rule, or a call beyond the connection's handlers, 5; SETTINGS or empty DATA 2;
/// PRIORITY, CONTINUATION, a KiB of other frames, PING beyond one for each of our HEADERS and DATA frames, and
/// WINDOW_UPDATE beyond ten for each of our DATA frames 1; DATA below 64 bytes that completes no message 0.25. Time and
/// each call that ends well give points back.
public struct AbuseLimits: Hashable, Sendable {
    /// Points to begin with, and at most: 1,000.
    public var burst = 1000
    /// Points that come back each second: 200. Each call that ends well gives back one more.
    public var refillPerSecond = 200
    /// A connection may receive eight times as many bytes as its headers and messages take together with 64 for each
    /// frame of ours that carries a call, and with these: 1 MiB.
    public var overheadBytes = 1 << 20

    /// The defaults.
    public init() {}

    /// What a client bears of its server: ten times as much.
    public static let ofServers: AbuseLimits = {
        var limits = AbuseLimits()
        limits.burst *= 10
        limits.refillPerSecond *= 10
        limits.overheadBytes *= 10
        return limits
    }()

    /// The same, cut to what the ledger can count: nobody ever spends that much.
    var bounded: AbuseLimits {
        var limits = self
        limits.burst = min(max(0, burst), 1 << 48)
        limits.refillPerSecond = min(max(0, refillPerSecond), 1 << 32)
        limits.overheadBytes = min(max(0, overheadBytes), 1 << 60)
        return limits
    }
}

/// How often a client may ping without a call that gives it reason to (gRFC A8); more ends the connection with
/// ENHANCE_YOUR_CALM and "too_many_pings".
public struct PingLimits: Hashable, Sendable {
    /// The least time between two pings: 5 minutes.
    public var minimumInterval = Duration.seconds(300)
    /// Whether that is also enough while no call is open; otherwise, and by default, two hours are.
    public var permitsWithoutCalls = false
    /// How many pings may come too early: 2. HEADERS or DATA that we send forgive them.
    public var strikes = 2

    /// The defaults.
    public init() {}
}
