import CoreMetrics

/// Why a call was not let begin: a label of a metric.
enum RefusalReason: String, CaseIterable, Sendable {
    /// Calls wait too long for their turn.
    case queueDelay = "queue_delay"
    /// As many handlers run as do not slow each other down.
    case concurrency
    /// The method, or the peer's address, is called too often.
    case methodRate = "method_rate"
    case peerRate = "peer_rate"
    /// Too many handlers run for the connection, or on its loop.
    case connectionHandlers = "connection_handlers"
    case serverHandlers = "server_handlers"
    /// The server's connections hold too much memory. Also calls that had begun, and had a message refused.
    case memory
}

/// Counts the calls that a server has refused, by the reason.
final class RefusedCalls: Sendable {
    /// The counter's label; its one dimension is `reason`.
    static let label = "martlet_server_calls_refused_total"

    private let counters: [RefusalReason: Counter]

    init(_ factory: any MetricsFactory) {
        let pairs = RefusalReason.allCases.map {
            ($0, Counter(label: Self.label, dimensions: [("reason", $0.rawValue)], factory: factory))
        }
        counters = Dictionary(uniqueKeysWithValues: pairs)
    }

    func count(_ reason: RefusalReason) { counters[reason]?.increment() }
}
