import MartletEventLoop

/// Judges the PINGs of a client (gRFC A8): one that pings more often than allowed, while we have nothing to say to it,
/// wastes our processor and its battery. Pings that measure the bandwidth of a call come between our frames, and are
/// free.
struct PingStrikes: Sendable {
    private static let intervalWithoutCalls = Duration.seconds(7200)

    private let limits: PingLimits
    private var strikes = 0
    private var lastPing: MonotonicTime?
    private var framesSeen = 0

    init(_ limits: PingLimits) { self.limits = limits }

    /// Counts a ping; false when it was one too many. `framesSent` are the HEADERS and DATA frames that we have sent.
    mutating func admit(at now: MonotonicTime, hasCalls: Bool, framesSent: Int) -> Bool {
        defer { lastPing = now }
        if framesSent != framesSeen {
            framesSeen = framesSent
            strikes = 0
            return true
        }
        guard let lastPing else { return true }
        let least = hasCalls || limits.permitsWithoutCalls ? limits.minimumInterval : Self.intervalWithoutCalls
        if now < lastPing.advanced(by: least) { strikes += 1 }
        return strikes <= limits.strikes
    }
}
