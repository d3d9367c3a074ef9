import Synchronization

/// Tells the handlers of a connection, on whatever thread they are, that it is about to end.
final class DrainNotice: Sendable {
    private struct State {
        var hasBegun = false
        var lastWaiter = 0
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())
    private let isSet = Atomic(false)

    var hasBegun: Bool { isSet.load(ordering: .acquiring) }

    /// Wakes whoever waits, in the order in which they came. Only the first call has an effect.
    func begin() {
        let waiters = state.withLock { state in
            defer { state.waiters = [:] }
            state.hasBegun = true
            return state.waiters.sorted { $0.key < $1.key }.map(\.value)
        }
        isSet.store(true, ordering: .releasing)
        for waiter in waiters { waiter.resume() }
    }

    /// Returns once it has begun; throws when the task is cancelled before.
    nonisolated(nonsending) func wait() async throws(CancellationError) {
        let number = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let isOver = state.withLock { state in
                    // A task that was cancelled meanwhile has had its handler run, which found nobody yet.
                    if state.hasBegun || Task.isCancelled { return true }
                    state.waiters[number] = waiter
                    return false
                }
                if isOver { waiter.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: number) }?.resume()
        }
        if !hasBegun { throw CancellationError() }
    }
}
