import Logging
public import MartletEventLoop
import MartletTLS
public import ServiceLifecycle
import Synchronization
import UnixSignals

/// Serves services over HTTP/2.
///
///     let server = Server(
///         ServerConfiguration(address: .tcp("127.0.0.1", port: 8443), tls: .pem(chain: chain, key: key)),
///         services: [Greeter()])
///     try await server.serve()
///
/// `run()` makes it a `ServiceLifecycle.Service`: a graceful shutdown of the group drains it.
public final class Server: Service, Sendable {
    private let configuration: ServerConfiguration
    private let services: [any RPCService]
    private let registry: MethodRegistry
    private let running = Mutex<(any ServerProcess)?>(nil)

    /// A server that does nothing until it is run. Calls pass the interceptors in their order, the first outermost.
    public init(
        _ configuration: ServerConfiguration, services: [any RPCService], interceptors: [Interception] = []
    ) {
        self.configuration = configuration
        self.services = services
        var registry = MethodRegistry(interceptions: interceptors, limits: configuration.methods)
        for service in services { service.register(in: &registry) }
        self.registry = registry
    }

    /// Opens the listeners, and returns the addresses that they got.
    ///
    /// `run()` does it too; call it before where the port is chosen by the system and must be known. Throws
    /// `RuntimeError` for what can't be bound or configured.
    @discardableResult
    public func start() throws -> [SocketAddress] {
        try running.withLock { running in
            if let running { return running.addresses }
            let started = try launch()
            running = started
            return started.addresses
        }
    }

    private func launch() throws -> any ServerProcess {
        guard registry.duplicates.isEmpty else {
            throw RuntimeError(.configuration, "two services serve \(registry.duplicates.joined(separator: ", "))")
        }
        if let scope = registry.idleScopes.first {
            throw RuntimeError(.configuration, "interceptors or limits are for \(scope), which is not served")
        }
        try configuration.check()
        guard let settings = configuration.workers else { return try serve(nil) }
        return try WorkerAssignment.claim.take {
            if let assignment = WorkerAssignment.current { return try serve(assignment) }
            return try Supervisor(configuration, settings, registry)
        }
    }

    private func serve(_ assignment: WorkerAssignment?) throws -> RunningServer {
        for service in services { service.serverWillStart(serving: registry.services) }
        return try RunningServer(configuration, registry, assignment)
    }

    /// Which worker of a server this process is, from 0 on; nil in every other process, a supervisor's too. For what
    /// `main` does once or per worker: see ``WorkerConfiguration``.
    public static var workerIndex: Int? { WorkerAssignment.current?.index }

    /// Serves until the service group that it belongs to shuts down gracefully or the task is cancelled; then drains.
    public func run() async throws {
        try start()
        running.withLock { $0 }?.signalsAreHeeded()
        try? await gracefulShutdown()  // throws when the task is cancelled: that ends the server as well
        await shutDown()
    }

    /// Serves until SIGTERM or SIGINT, then drains: `run()` in a service group of its own.
    public func serve() async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [self], gracefulShutdownSignals: [.sigterm, .sigint], logger: configuration.logger))
        try await group.run()
    }

    /// Drains and ends: services are told (`RPCService.serverWillDrain()`); after `configuration.shutdownDelay`
    /// listeners close and every connection says GOAWAY; calls in flight have `configuration.shutdownGrace` to finish;
    /// what is left is answered with UNAVAILABLE. Returns how that went; a report of nothing when it did not run.
    @discardableResult
    public func shutDown() async -> DrainReport {
        let server = running.withLock { running in
            let server = running
            running = nil
            return server
        }
        return await server?.shutDown { for service in services { service.serverWillDrain() } } ?? DrainReport()
    }
}
