/// How long to wait before the next attempt to connect (gRPC, "Connection Backoff Protocol"): 1 s, times 1.6 each
/// time, 120 s at most, each jittered by a fifth.
struct Backoff: Sendable {
    static let initial = Duration.seconds(1)
    static let maximum = Duration.seconds(120)
    /// An attempt gets at least this long, whatever the backoff says.
    static let minimumConnectTimeout = Duration.seconds(20)

    private var current = Backoff.initial

    /// How long one more attempt and the wait after it take together, from the start of the attempt.
    mutating func next(using random: inout some RandomNumberGenerator) -> Duration {
        let wait = current
        current = min(current * 1.6, Self.maximum)
        return wait * Double.random(in: 0.8...1.2, using: &random)
    }

    /// The peer's SETTINGS have arrived: the next failure begins at the start again.
    mutating func reset() { current = Self.initial }
}
