import CoreMetrics
import Logging
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

extension ConnectionCloseReason {
    /// What the log says of a connection that ended so.
    func fields(of peer: String) -> Logger.Metadata {
        ["peer": "\(peer)", "code": "\(code)", "reason": "\(LogText("\(self)"))"]
    }
}

extension Logger {
    /// A connection ended by its peer's fault, or was not let in; `suppressed` others had no line of their own.
    func badConnection(_ peer: String, _ reason: ConnectionCloseReason, suppressed: Int) {
        var fields = reason.fields(of: peer)
        if suppressed > 0 { fields["suppressed"] = "\(suppressed)" }
        info("bad connection", metadata: fields)
    }
}
