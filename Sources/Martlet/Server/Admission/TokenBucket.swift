import MartletEventLoop

/// Lets calls begin at a rate on average, and a burst of them at once.
struct TokenBucket {
    private let limit: RateLimit
    private var tokens: Double
    private var filled: MonotonicTime

    /// A bucket that is full at `now`.
    init(_ limit: RateLimit, at now: MonotonicTime) {
        self.limit = limit
        tokens = Double(limit.burst)
        filled = now
    }

    /// Takes a token; when there is none, says after how long there will be one.
    mutating func take(at now: MonotonicTime) -> Duration? {
        fill(now)
        guard tokens < 1 else {
            tokens -= 1
            return nil
        }
        guard limit.perSecond > 0 else { return .seconds(3600) }
        return .seconds(min((1 - tokens) / limit.perSecond, 3600))
    }

    /// Whether it has been left alone for so long that forgetting it changes nothing.
    mutating func isFull(at now: MonotonicTime) -> Bool {
        fill(now)
        return tokens >= Double(limit.burst)
    }

    private mutating func fill(_ now: MonotonicTime) {
        guard now > filled else { return }
        let seconds = Double(now.nanoseconds - filled.nanoseconds) / 1e9
        tokens = min(Double(limit.burst), tokens + seconds * max(0, limit.perSecond))
        filled = now
    }
}
