import Martlet
import Synchronization

/// Whether a worker is at work: two benchmarks in one process would measure each other.
final class Occupancy: Sendable {
    private let isTaken = Atomic(false)

    /// Throws `RESOURCE_EXHAUSTED` until the one that began before has ended.
    func begin() throws(RPCError) {
        guard !isTaken.exchange(true, ordering: .acquiring) else {
            throw RPCError(.resourceExhausted, "this worker runs a benchmark already, and runs one at a time")
        }
    }

    func end() { isTaken.store(false, ordering: .releasing) }
}
