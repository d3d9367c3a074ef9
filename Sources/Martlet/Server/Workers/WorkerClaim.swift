import Synchronization

/// What one server of a process can have: its workers. Servers may ask for it at the same time.
final class WorkerClaim: Sendable {
    private let isTaken = Atomic(false)

    /// Launches what has the workers, unless another has them; a launch that fails gives them back.
    func take(_ launch: () throws -> any ServerProcess) throws -> any ServerProcess {
        guard !isTaken.exchange(true, ordering: .acquiringAndReleasing) else {
            throw RuntimeError(.configuration, "only one server of a process can have workers (setting `workers`)")
        }
        do {
            return try launch()
        } catch {
            isTaken.store(false, ordering: .releasing)
            throw error
        }
    }
}
