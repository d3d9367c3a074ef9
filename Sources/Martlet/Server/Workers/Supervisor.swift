import Glibc
import Logging
import MartletEventLoop

/// Keeps the workers of a server running, and ends them.
///
/// `@unchecked Sendable`: the stored `var`s are touched on `loop`'s thread only.
final class Supervisor: ServerProcess, @unchecked Sendable {
    let addresses: [SocketAddress]
    private let configuration: ServerConfiguration
    private let settings: WorkerConfiguration
    private let logger: Logger
    /// The path of each method, by number.
    private let methods: [String]
    private let listeners: [[ServerListener]]
    private let loop: EventLoop
    private let board: FlightBoard
    private let lifeline: Pipe
    private var workers: [SupervisedWorker] = []
    private var crashes: [Int: Int] = [:]
    private var isEnding = false
    private var ended: CheckedContinuation<Void, Never>?

    init(_ configuration: ServerConfiguration, _ settings: WorkerConfiguration, _ registry: MethodRegistry) throws {
        guard (1...256).contains(settings.count) else {
            throw RuntimeError(
                .configuration, "a server has 1 to 256 workers, not \(settings.count) (setting `workers`)")
        }
        self.configuration = configuration
        self.settings = settings
        logger = configuration.logger
        methods = registry.paths
        listeners = try ServerListener.open(configuration.listeners)
        addresses = listeners.flatMap { $0.map(\.address) }
        board = try FlightBoard(processes: settings.count)
        lifeline = try Pipe()
        loop = try EventLoop(name: "martlet-workers")
        workers = (0..<settings.count).map { SupervisedWorker(index: $0, of: self) }
        loop.execute { for worker in self.workers { worker.start() } }
    }

    // MARK: On the loop

    /// Starts the process of a worker and watches it.
    func spawn(_ worker: SupervisedWorker) {
        guard !isEnding else { return }
        board.clear(place: worker.index)
        let sockets = zip(listeners, configuration.listeners).map { group, configuration in
            group.compactMap { $0.shared(configuration) }
        }
        let assignment = WorkerAssignment(
            index: worker.index, count: settings.count, supervisor: getpid(), lifeline: lifeline.reading,
            board: board.descriptor, listeners: sockets)
        do throws(SystemError) {
            let process = try ChildProcess(
                variable: WorkerAssignment.variable, value: assignment.text, descriptors: assignment.descriptors)
            try worker.watch(process, on: loop)
            logger.info("worker started", metadata: ["worker": "\(worker.index)", "pid": "\(process.id)"])
        } catch {
            logger.error("worker not started", metadata: ["worker": "\(worker.index)", "error": "\(error)"])
            worker.startLater(settings, on: loop)
        }
    }

    func ended(_ worker: SupervisedWorker, _ process: ChildProcess, _ end: ChildProcess.End) {
        if isEnding {
            // One that was just starting has no handler for the signal yet, and no calls.
            if end != .exited(0), end != .signalled(SIGTERM) { report(worker, process, end, then: nil) }
            if workers.allSatisfy({ $0.process == nil }) { ended?.resume() }
            return
        }
        let delay = worker.startLater(settings, on: loop)
        report(worker, process, end, then: delay)
    }

    /// Says which method ended a worker, and fences one that does it again and again.
    private func report(
        _ worker: SupervisedWorker, _ process: ChildProcess, _ end: ChildProcess.End, then delay: Duration?
    ) {
        let remains = board.remains(place: worker.index)
        var fields: Logger.Metadata = [
            "worker": "\(worker.index)", "pid": "\(process.id)", "end": "\(end)",
            "restart_in": "\(delay.map { "\($0)" } ?? "never")",
        ]
        if let culprit = remains.culprit { fields["method"] = "\(name(culprit))" }
        let others = remains.inFlight.sorted { $0.key < $1.key }.map { "\(name($0.key)) \($0.value)" }
        if !others.isEmpty { fields["in_flight"] = "\(others.joined(separator: ", "))" }
        logger.error("worker ended", metadata: fields)
        guard let culprit = remains.culprit else { return }
        crashes[culprit, default: 0] += 1
        if crashes[culprit] == settings.fenceAfterCrashes {
            board.fence(culprit)
            logger.critical(
                "method fenced", metadata: ["method": "\(name(culprit))", "crashes": "\(crashes[culprit] ?? 0)"])
        }
    }

    private func name(_ method: Int) -> String {
        methods.indices.contains(method) ? methods[method] : "method \(method)"
    }

    // MARK: Ending

    func signalsAreHeeded() {}

    /// Has every worker drain, and waits for them: `shutdownDelay`, `shutdownGrace` and ten seconds at most. Services
    /// are told in the workers, and the reports of what finished are in their logs.
    func shutDown(_ willDrain: () -> Void) async -> DrainReport {
        let start = MonotonicTime.now()
        logger.info("draining workers", metadata: ["workers": "\(settings.count)"])
        let limit = configuration.shutdownDelay.bounded + configuration.shutdownGrace.bounded + .seconds(10)
        let killer = Task {
            if (try? await Task.sleep(for: limit)) != nil { loop.execute { self.sendAll(SIGKILL) } }
        }
        await withCheckedContinuation { waiter in
            let isPosted = loop.execute { self.end(waiter) }
            if !isPosted { waiter.resume() }
        }
        killer.cancel()
        await loop.stop()
        var report = DrainReport()
        report.duration = start.duration(to: MonotonicTime.now())
        logger.info("stopped", metadata: ["duration": "\(report.duration)"])
        return report
    }

    private func end(_ waiter: CheckedContinuation<Void, Never>) {
        isEnding = true
        ended = waiter
        // Workers hold the listeners too, and take what waits in their queues before they let go. They must be last:
        // whoever came to a listener that we alone hold would be turned away. No worker is started any more.
        for each in listeners.joined() { each.listener.close() }
        for worker in workers { worker.askToEnd() }
        if workers.allSatisfy({ $0.process == nil }) { waiter.resume() }
    }

    /// Whether the worker ends in order when it is asked to.
    func canEnd(_ worker: SupervisedWorker) -> Bool { board.heedsSignals(place: worker.index) }

    private func sendAll(_ signal: Int32) { for worker in workers { worker.process?.send(signal) } }
}
