import MartletEventLoop
import MartletHTTP2

/// How much a peer may send ahead of those who read it.
struct WindowTerms: Hashable, Sendable {
    /// Of one stream, and of all together.
    var stream = 256 << 10
    var connection = 1 << 20
    /// What they may grow to; nil: they stay as they are.
    var growth: WindowGrowth?

    /// The most that the connection's window can be: a 31-bit number.
    var largest: Int { min(max(connection, growth?.maxConnectionBytes ?? 0), Int(Int32.max)) }
}

/// Windows that grow with the bandwidth-delay product of the connection.
extension Connection {
    /// "How long is a round trip"; the payload says that it is this question which is answered.
    static let bandwidthPing: UInt64 = 0x6d61_7274_6c65_7423
    /// So many bytes of DATA and HEADERS must have come before it is asked: few calls are worth a PING, and servers
    /// count those that come without their having sent anything (gRFC A8).
    private static let bytesPerQuestion = 64 << 10

    func beginMeasuring(_ windows: WindowTerms) {
        guard windows.growth != nil, windows.largest > windows.stream else { return }
        bandwidth = BandwidthEstimate(product: max(1, windows.stream), limit: windows.largest)
        measureAt = Self.bytesPerQuestion
    }

    /// So much has come that it may be worth a question.
    @inline(never)
    func measureBandwidth() {
        let received = http2.counters.usefulBytesReceived
        guard var estimate = bandwidth, isReady, !isDraining, estimate.notBefore <= loop.now,
            received &- estimate.received >= Self.bytesPerQuestion
        else { return measureAt = wireBytes.received &+ Self.bytesPerQuestion }
        estimate.begin(received: received, at: loop.now)
        bandwidth = estimate
        measureAt = .max
        http2.ping(Self.bandwidthPing)
    }

    func bandwidthMeasured() {
        guard var estimate = bandwidth, measureAt == .max else { return }
        let received = http2.counters.usefulBytesReceived
        let product = estimate.end(received: received, at: loop.now, mayGrow: mayWidenWindows)
        bandwidth = estimate
        measureAt = estimate.isAtLimit ? .max : wireBytes.received &+ Self.bytesPerQuestion
        guard let product, let growth = terms.windows.growth else { return }
        http2.widenWindows(stream: min(product, growth.maxStreamBytes), connection: product)
    }

    /// A peer that sends faster than its calls are read needs no larger windows, and there must be memory for them.
    private var mayWidenWindows: Bool {
        if let account, account._withUnsafeGuaranteedRef({ $0.budget.level > .ample }) { return false }
        let unread = calls.reduce(0) { $0 + $1.unreadBytes }
        return unread <= terms.windows.stream / 2
    }
}
