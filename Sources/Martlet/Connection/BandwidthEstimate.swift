import MartletEventLoop

/// Finds how much a peer can have on its way to us: what arrives between a PING of ours and its answer, one round trip
/// later, is the bandwidth-delay product, unless our windows were what held the peer back. When half of what they allow
/// arrives in a round trip, at a tenth more than the best rate before, they double: credit goes back in halves of a
/// window, so that only twice the product keeps a peer busy. (At the same rate it would be a queue on the way that
/// fills them, and that only makes the way longer.)
///
/// A machine without I/O or clock. Round trips that bring nothing new are measured ever more seldom, from ten a second
/// to one in ten seconds: servers count the PINGs of their clients.
struct BandwidthEstimate: Sendable {
    private static let shortestPause: UInt64 = 100_000_000
    private static let longestPause: UInt64 = 10_000_000_000

    private let limit: Int
    /// What the windows allow.
    private(set) var product: Int
    /// In bytes per nanosecond.
    private var bestRate = 0.0
    private var pingedAt = MonotonicTime(nanoseconds: 0)
    /// What had come by the last PING or answer.
    private(set) var received = 0
    private var pause: UInt64 = 0
    /// Before that there is nothing to measure.
    private(set) var notBefore = MonotonicTime(nanoseconds: 0)

    /// - Parameters:
    ///   - product: what the windows allow at the beginning, in bytes.
    ///   - limit: what they may allow at most.
    init(product: Int, limit: Int) {
        self.product = product
        self.limit = limit
    }

    var isAtLimit: Bool { product >= limit }

    /// A PING leaves now, and so many bytes have come before.
    mutating func begin(received: Int, at now: MonotonicTime) {
        self.received = received
        pingedAt = now
    }

    /// Its answer has come, and so many bytes until then. Returns what the windows shall allow if that is more than
    /// before. `mayGrow`: whether what came was read, and memory is there for more.
    mutating func end(received: Int, at now: MonotonicTime, mayGrow: Bool) -> Int? {
        let sample = received &- self.received
        self.received = received
        let roundTrip = max(1000, now.nanoseconds &- pingedAt.nanoseconds)
        let rate = Double(sample) / Double(roundTrip)
        let isBest = rate >= 1.1 * bestRate
        bestRate = max(rate, bestRate)
        guard mayGrow, isBest, sample >= product / 2, !isAtLimit else {
            pause = min(max(2 * pause, Self.shortestPause), Self.longestPause)
            notBefore = MonotonicTime(nanoseconds: now.nanoseconds &+ pause)
            return nil
        }
        pause = 0
        // The next round trip is still of the old windows.
        notBefore = MonotonicTime(nanoseconds: now.nanoseconds &+ roundTrip)
        product = min(limit, 2 * product)
        return product
    }
}
