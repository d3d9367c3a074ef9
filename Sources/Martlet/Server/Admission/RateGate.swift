import MartletEventLoop
import Synchronization

/// A rate that the calls of all loops share.
final class RateGate: Sendable {
    private let bucket: Mutex<TokenBucket>

    init(_ limit: RateLimit) { bucket = Mutex(TokenBucket(limit, at: .now())) }

    /// Lets one call pass, or says how long to wait.
    func take(at now: MonotonicTime) -> Duration? { bucket.withLock { $0.take(at: now) } }

    func isFull(at now: MonotonicTime) -> Bool { bucket.withLock { $0.isFull(at: now) } }
}

/// The rates of single peers, by their IP addresses. Connections come and go; a peer's rate stays as long as it says
/// something.
final class PeerRates: Sendable {
    /// So many addresses are told apart; those that come when all of them are busy share one rate.
    private static let mostAddresses = 10_000

    private let limit: RateLimit
    private let gates = Mutex<[String: RateGate]>([:])
    private let others: RateGate

    init(_ limit: RateLimit) {
        self.limit = limit
        others = RateGate(limit)
    }

    func gate(of address: String, at now: MonotonicTime) -> RateGate {
        gates.withLock { gates in
            if let gate = gates[address] { return gate }
            if gates.count >= Self.mostAddresses { gates = gates.filter { !$0.value.isFull(at: now) } }
            guard gates.count < Self.mostAddresses else { return others }
            let gate = RateGate(limit)
            gates[address] = gate
            return gate
        }
    }
}
