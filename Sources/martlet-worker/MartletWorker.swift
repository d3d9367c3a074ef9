import ArgumentParser
import Glibc
import Logging
import Martlet
import MartletBenchmarkService
import ServiceLifecycle
import UnixSignals

/// Serves `grpc.testing.WorkerService` until a driver tells it to quit, or SIGTERM or SIGINT come.
@main
struct MartletWorker: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet-worker",
        abstract: "Runs a benchmark server or a benchmark client, as a driver of gRPC's benchmarks says.")

    @Option(help: "IP address to listen on, for the driver and for benchmark clients.")
    var host = "127.0.0.1"

    @Option(
        name: [.customLong("driver-port"), .customLong("driver_port")],
        help: "Port that the driver calls, without TLS; 0 lets the system choose.")
    var driverPort: UInt16 = 0

    @Option(help: ArgumentHelp("Certificate chain of benchmark servers in PEM, leaf first.", valueName: "file"))
    var tlsCert: String?

    @Option(help: ArgumentHelp("The certificate's private key in PEM.", valueName: "file"))
    var tlsKey: String?

    @Option(help: ArgumentHelp("Authorities that benchmark clients trust, in PEM.", valueName: "file"))
    var ca: String?

    func run() async throws {
        var logger = Logger(label: "martlet-worker") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning  // a line for each call would be measured with it
        let quit = QuitSignal()
        let site = WorkerSite(host: host, certificate: tlsCert, key: tlsKey, authorities: ca, logger: logger)
        let server = Server(
            ServerConfiguration(
                address: .tcp(host, port: driverPort), tls: .cleartext, loops: 1, shutdownGrace: .seconds(5),
                logger: logger),
            services: [WorkerServiceServer(site: site, quit: quit)])
        for address in try server.start() { print("listening on \(address)") }
        fflush(nil)  // the output may be a pipe
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: server),
                    .init(service: quit, successTerminationBehavior: .gracefullyShutdownGroup),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }
}
