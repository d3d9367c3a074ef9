import Logging
import Martlet
import MartletBenchmarkService
import Synchronization

/// The server of one benchmark, and what it has cost since the last reset.
final class BenchmarkServer: Sendable {
    private let server: Server
    private let port: UInt16
    private let cores: Int
    private let lastReset: Mutex<ResourceUse>

    /// Listens as configured. Throws `RPCError` for what can't be served, `RuntimeError` for a port that is taken.
    init(_ configuration: ServerConfig, at site: WorkerSite) throws {
        guard configuration.serverType != .asyncGenericServer else {
            throw RPCError(.unimplemented, "server_type: messages without a schema can't be served")
        }
        guard let port = UInt16(exactly: configuration.port) else {
            throw RPCError(.invalidArgument, "port: \(configuration.port) is no port")
        }
        cores = try ThreadCount.of(
            configuration.asyncServerThreads, "async_server_threads", or: configuration.coreLimit, "core_limit")
        if !configuration.coreList.isEmpty { site.logger.warning("core_list is ignored: use taskset") }
        server = Server(
            ServerConfiguration(
                address: .tcp(site.host, port: port), tls: try site.serverSecurity(configuration.securityParams),
                loops: cores, shutdownGrace: .seconds(1), logger: site.logger),
            services: [BenchmarkServiceServer()])
        self.port = try server.start().first?.port ?? port
        lastReset = Mutex(try ResourceUse.now())
    }

    /// What happened since the last reset, which this may be.
    func status(reset: Bool) throws -> ServerStatus {
        let now = try ResourceUse.now()
        let stats = lastReset.withLock { last in
            let stats = now.serverStats(since: last)
            if reset { last = now }
            return stats
        }
        return ServerStatus(stats: stats, port: Int32(port), cores: Int32(clamping: cores))
    }

    /// Calls that clients leave open are cancelled after a second.
    func stop() async { await server.shutDown() }
}
