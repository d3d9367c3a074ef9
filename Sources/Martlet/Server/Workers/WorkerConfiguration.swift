/// Serving from several processes, so that a handler that traps ends only one of them.
///
/// The process that is started supervises: it opens the listeners and starts this program again, once per worker, with
/// the same arguments. A worker runs `main` like the first process does, and where that serves, takes connections from
/// the shared listeners. A worker that ends is started again; the log names the method that ended it. Memory is not
/// shared: what a service remembers, it remembers per worker.
///
///     configuration.workers = WorkerConfiguration(count: 4)
///     try await Server(configuration, services: [Greeter()]).serve()
public struct WorkerConfiguration: Hashable, Sendable {
    /// How many processes serve.
    public var count: Int
    /// How long to wait before a worker is started again, changed by up to half at random: 20 milliseconds. It doubles
    /// each time that a worker ends within half a second.
    public var restartDelay = Duration.milliseconds(20)
    /// What it grows to: 5 seconds.
    public var maxRestartDelay = Duration.seconds(5)
    /// After so many crashes of its handlers a method is not run any more, and answers INTERNAL, until the server is
    /// started anew; nil, the default: it always runs.
    public var fenceAfterCrashes: Int?

    /// So many workers, and the defaults.
    public init(count: Int, fenceAfterCrashes: Int? = nil) {
        self.count = count
        self.fenceAfterCrashes = fenceAfterCrashes
    }
}
