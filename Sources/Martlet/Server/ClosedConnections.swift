import CoreMetrics
import Synchronization

/// Counts the connections of a server that are no more, by the reason of their end.
final class ClosedConnections: Sendable {
    /// The counter's label; its one dimension is `reason`.
    static let label = "martlet_server_connections_closed_total"

    private let factory: any MetricsFactory
    private let counters = Mutex<[String: Counter]>([:])

    init(_ factory: any MetricsFactory) { self.factory = factory }

    func count(_ reason: ConnectionCloseReason) {
        let code = reason.code
        counters.withLock { counters in
            let counter = counters[code] ?? Counter(label: Self.label, dimensions: [("reason", code)], factory: factory)
            counters[code] = counter
            counter.increment()
        }
    }
}
