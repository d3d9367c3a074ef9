import ServiceLifecycle

/// Ends the worker: the group that it belongs to shuts down when it has been given.
final class QuitSignal: Service {
    private let (signals, given) = AsyncStream<Never>.makeStream()

    /// Calls in flight, the one that gives it among them, may still finish.
    func give() { given.finish() }

    func run() async {
        for await _ in signals.cancelOnGracefulShutdown() {}
    }
}
