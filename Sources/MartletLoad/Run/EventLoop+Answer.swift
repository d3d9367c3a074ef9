import MartletEventLoop

extension EventLoop {
    /// What `body` returns on the loop; nil when the loop has stopped. From any thread.
    func answer<Answer: Sendable>(_ body: @escaping @Sendable () -> Answer) async -> Answer? {
        await withUnsafeContinuation { continuation in
            let isTaken = execute { continuation.resume(returning: body()) }
            if !isTaken { continuation.resume(returning: nil) }
        }
    }
}
