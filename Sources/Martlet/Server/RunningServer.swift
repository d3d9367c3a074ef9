import CoreMetrics
import Logging
import MartletEventLoop
import Synchronization

/// A server with its sockets open: listeners, loops and the connections on them.
final class RunningServer: ServerProcess {
    let addresses: [SocketAddress]
    private let configuration: ServerConfiguration
    private let group: EventLoopGroup
    private let listeners: [ServerListener]
    private let loops: [ServerLoop]
    private let drained: DrainSignal
    private let seat: WorkerSeat?
    private let certificates: [CredentialWatch]

    /// A worker's server takes its supervisor's listeners.
    init(_ given: ServerConfiguration, _ registry: MethodRegistry, _ assignment: WorkerAssignment?) throws {
        let configuration = assignment.map { given.adapted(to: $0) } ?? given
        let router = Router(Array(registry.methods.values))
        let drained = DrainSignal()
        let metrics = ConnectionMetrics(configuration.metrics ?? MetricsSystem.factory)
        let refusedCalls = RefusedCalls(configuration.metrics ?? MetricsSystem.factory)
        let quota = ConnectionQuota(configuration.limits)
        let budget = MemoryBudget(bytes: configuration.limits.memoryBudget) { metrics.hold($0) }
        let opened = try ServerListener.open(configuration.listeners, inherited: assignment?.listeners)
        let listeners = opened.flatMap(\.self)
        let group = try EventLoopGroup(count: max(1, configuration.loops))
        let seat = try assignment.map { try WorkerSeat($0) }
        let flights = seat?.recorders(loops: group.loops.count)
        let peerRates = configuration.admission.peerRate.map { PeerRates($0) }
        let loops = try group.loops.enumerated().map { index, loop in
            // Weak, because the signal asks the loops for their counts.
            try ServerLoop(
                loop: loop, configuration: configuration, router: router, metrics: metrics, quota: quota,
                flights: flights?[index], peerRates: peerRates, budget: budget, refused: refusedCalls
            ) { [weak drained] in drained?.check() }
        }
        if let assignment { Lifeline.watch(assignment.lifeline, on: group.loops[0]) }
        drained.count = { loops.reduce(0) { $0 + $1.connectionCount.load(ordering: .relaxed) } }
        self.configuration = configuration
        self.group = group
        self.listeners = listeners
        self.loops = loops
        self.drained = drained
        self.seat = seat
        certificates = opened.compactMap { $0.first?.tls }.map {
            CredentialWatch($0, logger: configuration.logger)
        }
        addresses = listeners.map(\.address)
        let refused = Mutex(LogThrottle())
        for listener in listeners {
            listener.listener.start(on: group.loops[0]) { socket, address in
                guard let refusal = quota.admit(address) else { return Self.place(socket, from: listener, loops) }
                metrics.count(refusal)
                let (isAdmitted, suppressed) = refused.withLock { $0.admit(at: .now()) }
                if isAdmitted { configuration.logger.badConnection("\(address)", refusal, suppressed: suppressed) }
                socket.close()
            }
        }
    }

    /// Hands a new connection to the loop that has fewest.
    private static func place(_ socket: Socket, from listener: ServerListener, _ loops: [ServerLoop]) {
        let counts = loops.map { $0.connectionCount.load(ordering: .relaxed) }
        guard let least = counts.indices.min(by: { counts[$0] < counts[$1] }) else { return }
        let target = loops[least]
        target.expectConnection()
        if target.loop.isCurrent {
            target.adopt(socket, from: listener)
        } else {
            target.loop.execute { target.adopt(socket, from: listener) }
        }
    }

    func signalsAreHeeded() { seat?.noteSignalsHeeded() }

    /// Drains, then stops the loops. `willDrain` is the first that is done.
    func shutDown(_ willDrain: () -> Void) async -> DrainReport {
        willDrain()
        if configuration.shutdownDelay > .zero {
            configuration.logger.info("will drain", metadata: ["delay": "\(configuration.shutdownDelay)"])
            // Not shortened when the task is cancelled: that is one of the ways in which a server is told to end.
            let delay = configuration.shutdownDelay.bounded
            await Task.detached { try? await Task.sleep(for: delay) }.value
        }
        let report = await drain()
        await group.stop()
        configuration.logger.log(level: report.cut > 0 ? .warning : .info, "stopped", metadata: ["drain": "\(report)"])
        return report
    }

    private func drain() async -> DrainReport {
        configuration.logger.info("draining", metadata: ["grace": "\(configuration.shutdownGrace)"])
        let start = MonotonicTime.now()
        // On their loop, so that what waited in their queues has been accepted when this returns.
        await group.loops[0].run(orElse: ()) { [listeners] in for each in listeners { each.listener.close() } }
        var report = DrainReport()
        report.connections = connectionCount
        let spread = Self.spread(report.connections, configuration.shutdownGrace)
        for server in loops { server.loop.execute { server.drain(over: spread) } }
        if await !drained.wait(atMost: configuration.shutdownGrace) {
            report.connectionsCut = connectionCount
            for server in loops { server.loop.execute { server.cut() } }
            _ = await drained.wait(atMost: .seconds(5))
        }
        report.duration = start.duration(to: MonotonicTime.now())
        for server in loops {
            report.add(await server.loop.run(orElse: [:]) { server.drained })
            report.handlersLeft += await server.loop.run(orElse: 0) { server.runningHandlers }
        }
        return report
    }

    private var connectionCount: Int { loops.reduce(0) { $0 + $1.connectionCount.load(ordering: .relaxed) } }

    /// Over how long connections are told to end: a millisecond for each, within a tenth of the grace.
    static func spread(_ connections: Int, _ grace: Duration) -> Duration {
        connections > 1 ? min(.milliseconds(connections), grace / 10) : .zero
    }
}
