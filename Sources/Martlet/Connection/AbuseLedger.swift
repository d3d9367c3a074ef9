import MartletEventLoop
import MartletHTTP2

/// What a peer may cost us: a bucket of points that fills with time and with calls done well, and that everything
/// pays into which only we have work with. A peer that overdraws it is let go.
///
/// A machine without I/O or clock. The weights bring to light what floods have in common, so that one attack more needs
/// no rule of its own: Rapid Reset (CVE-2023-44487), MadeYouReset (CVE-2025-8671), and floods of PING, SETTINGS,
/// PRIORITY, WINDOW_UPDATE, CONTINUATION, empty DATA or unknown frames.
struct AbuseLedger: Sendable {
    /// What points are paid for.
    enum Cause: Int, CaseIterable, Hashable, Sendable {
        /// RST_STREAM of the peer: 1, and 1 more when no handler had begun.
        case resets, earlyResets
        /// A rule broken, by a frame or in headers: 5, and 5 more for each KiB of such headers, which we decode.
        case violations
        /// A call refused because the connection's handlers were all at work: 5.
        case refusals
        /// PING, beyond one for each HEADERS or DATA frame that we sent: clients measure the bandwidth with it.
        case pings
        case settings, priorities
        /// WINDOW_UPDATE, beyond ten for each DATA frame that we sent.
        case windowUpdates
        case emptyData
        /// DATA of less than 64 bytes that completed no message: 0.25.
        case fragments
        case continuations
        /// Frames that carry no call: 1 for each KiB.
        case overhead
        /// GOAWAY, which nobody needs often: `mostGoAways` are free, and none after that.
        case goAways
        /// A compressed message that is above the limit, or a hundred times as large as it came and above 1 MiB: 5.
        case inflation
    }

    /// A peer says GOAWAY once to announce it, once to begin, and once when something goes wrong then.
    static let mostGoAways = 16

    /// What the calls of a connection know and its HTTP/2 session does not.
    struct CallTallies: Hashable, Sendable {
        var resetBeforeStart = 0
        var refused = 0
        var fragments = 0
        var inflated = 0
    }

    /// What a HEADERS or DATA frame of ours may cost the peer: two WINDOW_UPDATEs and a PING, and a little more.
    private static let bytesPerFrame = 64

    /// Prices in quarters of a point, in the order of `Cause`: of clients, and of servers, who can only reset what we
    /// have begun.
    private static let prices = Costs(4, 4, 20, 20, 4, 8, 4, 4, 8, 1, 4, 4, 0, 20, 0, 0)
    private static let pricesOfServers = Costs(0, 0, 20, 20, 4, 8, 4, 4, 8, 1, 4, 4, 0, 20, 0, 0)
    private static let quarters = 4

    private typealias Costs = SIMD16<Int>

    private let limits: AbuseLimits
    private let chargesResets: Bool
    /// Quarters of points that are left.
    private var balance: Int
    private var refilledAt: MonotonicTime
    /// What was paid for so far, and what of it when the bucket was full last.
    private var paid = Costs()
    private var paidWhenFull = Costs()
    private var completedSeen = 0
    /// See `noise(of:_:overhead:)`.
    private var noiseHeard = 0
    private var updates = Allowance(perFrame: 10, saved: Allowance.mostSaved)
    private var pings = Allowance(perFrame: 1, saved: 0)

    /// - Parameter chargesResets: false where the peer can only reset what we have begun: on a client.
    init(_ limits: AbuseLimits, at now: MonotonicTime, chargesResets: Bool = true) {
        self.chargesResets = chargesResets
        self.limits = limits.bounded
        balance = self.limits.burst * Self.quarters
        refilledAt = now
    }

    /// Takes what happened since the last charge off the balance. Returns what cost most once that is overdrawn.
    ///
    /// A call done well, the normal case, costs nothing and takes the short way out.
    mutating func charge(_ counters: HTTP2Counters, _ calls: CallTallies, at now: MonotonicTime) -> Cause? {
        // What the peer reads of us gives it reason to say so.
        let useful = counters.usefulBytesReceived &+ counters.callFramesSent &* Self.bytesPerFrame
        let total = counters.bytesReceived
        if total >> 3 > useful &+ limits.overheadBytes { return .overhead }
        if counters.windowUpdatesReceived != updates.seen {
            updates.count(counters.windowUpdatesReceived, framesSent: counters.dataFramesSent)
        }
        if counters.pingsReceived != pings.seen {
            pings.count(counters.pingsReceived, framesSent: counters.callFramesSent)
        }
        let noise = noise(of: counters, calls, overhead: total &- useful)
        if noise == noiseHeard {
            if isStrained { refill(completed: counters.streamsCompleted, at: now) }
            return nil
        }
        noiseHeard = noise
        return pay(counters, calls, overhead: total &- useful, at: now)
    }

    /// Grows with all that may cost something: where it stands still, nothing is to be paid. (Should one part grow as
    /// much as another shrinks, it is paid for at the next change.) Each part of `costs` must be in here.
    @inline(__always)
    private func noise(of counters: HTTP2Counters, _ calls: CallTallies, overhead: Int) -> Int {
        let broken = counters.resetsForPeerErrors &+ counters.invalidFrames &+ counters.headerListsRefused
            &+ counters.malformedHeaderBytes
        let frames = counters.resetsReceived &+ counters.streamsRefused &+ counters.settingsReceived
            &+ counters.prioritiesReceived &+ counters.emptyDataReceived &+ counters.continuationsReceived
        let told = calls.resetBeforeStart &+ calls.refused &+ calls.inflated
            &+ min(calls.fragments, counters.smallDataReceived)
        return broken &+ frames &+ told &+ pings.excess &+ updates.excess &+ max(0, overhead) >> 10
    }

    @inline(never)
    private mutating func pay(
        _ counters: HTTP2Counters, _ calls: CallTallies, overhead: Int, at now: MonotonicTime
    ) -> Cause? {
        refill(completed: counters.streamsCompleted, at: now)
        if balance == full { paidWhenFull = paid }
        // Bytes of a frame count as useful when it begins, so that overhead may seem to shrink for a while.
        let costs = costs(of: counters, calls, overhead: overhead)
        let dearer = costs.replacing(with: paid, where: costs .< paid)
        let difference = (dearer &- paid) &* prices
        paid = dearer
        balance &-= difference.wrappedSum()
        return balance < 0 ? dearest : nil
    }

    /// What there is to pay for in all, in the order of `Cause`.
    private func costs(of counters: HTTP2Counters, _ calls: CallTallies, overhead: Int) -> Costs {
        var costs = Costs()
        costs[0] = counters.resetsReceived
        costs[1] = calls.resetBeforeStart
        costs[2] = max(counters.resetsForPeerErrors, counters.invalidFrames &+ counters.headerListsRefused)
            &+ counters.malformedHeaderBytes >> 10
        costs[3] = counters.streamsRefused &+ calls.refused
        costs[4] = pings.excess
        costs[5] = counters.settingsReceived
        costs[6] = counters.prioritiesReceived
        costs[7] = updates.excess
        costs[8] = counters.emptyDataReceived
        costs[9] = min(calls.fragments, counters.smallDataReceived)
        costs[10] = counters.continuationsReceived
        costs[11] = max(0, overhead) >> 10
        costs[13] = calls.inflated
        return costs
    }

    private var full: Int { limits.burst &* Self.quarters }

    /// Whether half of the points are spent.
    var isStrained: Bool { balance < full / 2 }

    private mutating func refill(completed: Int, at now: MonotonicTime) {
        balance = min(full, balance &+ (completed &- completedSeen) &* Self.quarters)
        completedSeen = completed
        guard limits.refillPerSecond > 0, now > refilledAt else { return }
        let step = max(1, 1_000_000_000 / UInt64(limits.refillPerSecond * Self.quarters))
        let earned = (now.nanoseconds - refilledAt.nanoseconds) / step
        refilledAt.nanoseconds += earned * step
        balance = Int(clamping: min(UInt64(full), UInt64(max(0, balance)) &+ min(earned, UInt64(full))))
    }

    private var prices: Costs { chargesResets ? Self.prices : Self.pricesOfServers }

    /// What cost most since the bucket was full.
    private var dearest: Cause {
        let spent = (paid &- paidWhenFull) &* prices
        return Cause.allCases.max { spent[$0.rawValue] < spent[$1.rawValue] } ?? .overhead
    }

    /// Begins anew with a full bucket.
    mutating func forgive() {
        balance = full
        paidWhenFull = paid
    }
}

/// Frames of the peer that are free because frames of ours give it reason to send them.
private struct Allowance: Sendable {
    /// The most that may be saved up for later.
    static let mostSaved = 1000

    /// How many each of our frames allows.
    let perFrame: Int
    var saved: Int
    private(set) var seen = 0
    private var framesSeen = 0
    /// Those that nothing allowed.
    private(set) var excess = 0

    init(perFrame: Int, saved: Int) {
        self.perFrame = perFrame
        self.saved = saved
    }

    mutating func count(_ received: Int, framesSent: Int) {
        let came = received &- seen
        let sent = min(framesSent &- framesSeen, Self.mostSaved)
        seen = received
        framesSeen = framesSent
        saved = min(Self.mostSaved, saved &+ sent &* perFrame) &- came
        guard saved < 0 else { return }
        excess &-= saved
        saved = 0
    }
}

extension AbuseLedger.Cause: CustomStringConvertible {
    /// One word for a metric's label.
    var code: String {
        switch self {
        case .resets, .earlyResets: "resets"
        case .violations: "violations"
        case .refusals: "refusals"
        case .pings: "pings"
        case .settings: "settings"
        case .priorities: "priorities"
        case .windowUpdates: "window_updates"
        case .emptyData: "empty_data"
        case .fragments: "fragments"
        case .continuations: "continuations"
        case .overhead: "overhead"
        case .goAways: "go_aways"
        case .inflation: "inflation"
        }
    }

    var description: String {
        switch self {
        case .resets, .earlyResets: "streams that it resets"
        case .violations: "broken rules"
        case .refusals: "calls beyond what its handlers can take"
        case .pings: "PING frames"
        case .settings: "SETTINGS frames"
        case .priorities: "PRIORITY frames"
        case .windowUpdates: "WINDOW_UPDATE frames"
        case .emptyData: "empty DATA frames"
        case .fragments: "tiny DATA frames"
        case .continuations: "CONTINUATION frames"
        case .overhead: "frames that carry no call"
        case .goAways: "GOAWAY frames"
        case .inflation: "compressed messages that hold far more than they show"
        }
    }
}
