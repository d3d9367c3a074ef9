import CoreMetrics
import Logging
import Synchronization

/// What metrics say of a server's connections: how many are open, how many are no more, by the reason of their end, and
/// how much memory they hold.
final class ConnectionMetrics: Sendable {
    /// The meter of open connections.
    static let openLabel = "martlet_server_connections_open"
    /// The counter of those that ended; its one dimension is `reason`.
    static let closedLabel = "martlet_server_connections_closed_total"
    /// The gauge of the memory that counts for `memoryBudgetBytes`.
    static let heldLabel = "martlet_server_memory_held_bytes"

    private let factory: any MetricsFactory
    private let open: Meter
    private let held: Gauge
    private let counters = Mutex<[String: Counter]>([:])

    init(_ factory: any MetricsFactory) {
        self.factory = factory
        open = Meter(label: Self.openLabel, factory: factory)
        held = Gauge(label: Self.heldLabel, factory: factory)
    }

    /// A connection was let in.
    func opened() { open.increment() }

    /// One that was let in is gone.
    func ended() { open.decrement() }

    /// What the connections hold, to a few hundred KiB.
    func hold(_ bytes: Int) { held.record(bytes) }

    /// A connection ended for this reason, or was not let in.
    func count(_ reason: ConnectionCloseReason) {
        let code = reason.code
        counters.withLock { counters in
            let counter =
                counters[code]
                ?? Counter(label: Self.closedLabel, dimensions: [("reason", code)], factory: factory)
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
