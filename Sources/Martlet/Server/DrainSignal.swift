import MartletEventLoop
import Synchronization

/// Wakes whoever waits for the last connection to end.
///
/// `@unchecked Sendable`: `count` is set once, before the first connection; the rest is behind the mutex.
final class DrainSignal: @unchecked Sendable {
    var count: @Sendable () -> Int = { 0 }
    private let waiter = Mutex<CheckedContinuation<Void, Never>?>(nil)

    /// A connection has ended.
    func check() {
        guard count() == 0 else { return }
        wake()
    }

    private func wake() {
        let continuation = waiter.withLock { waiter in
            let continuation = waiter
            waiter = nil
            return continuation
        }
        continuation?.resume()
    }

    /// True when all connections ended within the time.
    func wait(atMost limit: Duration) async -> Bool {
        let timer = Task {
            if (try? await Task.sleep(for: limit.bounded)) != nil { wake() }
        }
        await withCheckedContinuation { continuation in
            waiter.withLock { $0 = continuation }
            check()
        }
        timer.cancel()
        return count() == 0
    }
}
