import CoreMetrics
import Logging
import MartletEventLoop
import MartletTLS
import Synchronization

@testable import Martlet

/// A server of a simulation: a loop with its connections, which can be told to end, killed, and started again.
final class SimulatedServer {
    unowned let simulation: Simulation
    let host: SimulatedHost
    let address: SocketAddress
    private let handlers: SimulatedHandlers
    private let configuration: ServerConfiguration
    private var serving: ServerLoop?
    /// Those that drain while a successor serves.
    private(set) var ending: [ServerLoop] = []

    init(_ simulation: Simulation, _ name: String, at address: SocketAddress) throws {
        self.simulation = simulation
        self.address = address
        host = SimulatedHost(name, at: simulation.now)
        handlers = SimulatedHandlers(
            simulation, host.loop, limit: 2 * simulation.plan.limits.maxConcurrentStreams)
        var configuration = ServerConfiguration(
            address: .tcp("127.0.0.1", port: 0), tls: .cleartext, limits: simulation.plan.limits)
        configuration.logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        self.configuration = configuration
        try start()
    }

    var isServing: Bool { serving != nil }

    func start() throws {
        var registry = MethodRegistry()
        handlers.service.register(in: &registry)
        let loop = try ServerLoop(
            loop: host.loop, configuration: configuration, router: Router(Array(registry.methods.values)),
            metrics: ConnectionMetrics(NOOPMetricsHandler.instance)
        ) {}
        serving = loop
        let tls = try simulation.plan.serverContext()
        simulation.network.listen(at: address, on: host) { [host] stream in
            loop.connectionCount.add(1, ordering: .relaxed)
            let peer = try? SocketAddress(ip: "10.0.0.1", port: UInt16(truncatingIfNeeded: stream.number))
            host.loop.execute { loop.adopt(stream, from: peer, credentials: nil, tls: tls) }
        }
    }

    /// The end in order: what runs may finish within the grace.
    func drain(grace: Duration, over spread: Duration, _ random: SeededRandom) {
        guard let loop = retire() else { return }
        host.loop.execute { loop.drain(over: spread, random: random) }
        simulation.later(grace) { [host] in host.loop.execute { loop.cut() } }
    }

    /// The end without a word: every connection breaks at once.
    func kill() {
        guard retire() != nil else { return }
        for stream in simulation.network.streams where stream.host === host { simulation.network.resetSoon(stream) }
    }

    private func retire() -> ServerLoop? {
        guard let loop = serving else { return nil }
        serving = nil
        simulation.disturb()
        simulation.network.stopListening(at: address)
        ending.append(loop)
        return loop
    }

    var connectionCount: Int {
        ([serving].compactMap(\.self) + ending).reduce(0) { $0 + $1.connectionCount.load(ordering: .relaxed) }
    }

    /// The server is over: nothing of it may be left.
    func drop() { ending = [] }
}
