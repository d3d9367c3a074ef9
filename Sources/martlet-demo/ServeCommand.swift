import ArgumentParser
import Glibc
import Logging
import Martlet
import MartletBenchmarkService
import MartletEventLoop
import MartletInterop
import MartletServices
import ServiceLifecycle
import UnixSignals

/// Serves until SIGTERM or SIGINT, then lets calls in flight finish.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the official interop and benchmark services, a greeter, health and reflection.")

    @Option(help: "IP address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "Port to listen on; 0 lets the system choose.")
    var port: UInt16 = 8443

    @Flag(help: "Let other processes listen on the same port (SO_REUSEPORT).")
    var reusePort = false

    @Option(help: ArgumentHelp("Listen on a Unix socket too, without TLS.", valueName: "path"))
    var unix: String?

    @Flag(help: "Listen on the sockets that systemd (or systemd-socket-activate) passed, not on --host and --port.")
    var systemd = false

    @Option(help: ArgumentHelp("Certificate chain in PEM, leaf first.", valueName: "file"))
    var tlsCert: String?

    @Option(help: ArgumentHelp("The certificate's private key in PEM.", valueName: "file"))
    var tlsKey: String?

    @Option(help: ArgumentHelp("The certificate's authority, for the calls printed at the start.", valueName: "file"))
    var ca = ".certs/ca.pem"

    @Flag(help: "Speak HTTP/2 without TLS.")
    var plaintext = false

    @Option(help: "Event loops, a thread each; default: one per core.")
    var loops: Int?

    @Option(help: "Processes that serve under a supervisor; default: one process, without.")
    var workers: Int?

    @Option(help: "Refuse calls while all wait longer than so many milliseconds; off by default, for benchmarks.")
    var queueDelay: Int?

    @Option(help: "Seconds to go on after SIGTERM until the listeners close.")
    var shutdownDelay = 0

    @Option(help: "Seconds that calls in flight have to finish after SIGTERM.")
    var grace = 30

    @Option(help: "trace, debug, info, notice, warning, error or critical; default: $LOG_LEVEL, else info.")
    var logLevel: String?

    func validate() throws {
        guard plaintext || (tlsCert != nil && tlsKey != nil) else {
            throw ValidationError("Give --tls-cert and --tls-key (`make certs` writes some), or --plaintext.")
        }
        guard loops.map({ $0 > 0 }) ?? true else { throw ValidationError("--loops must be at least 1.") }
        guard queueDelay.map({ $0 >= 0 }) ?? true else {
            throw ValidationError("--queue-delay must not be negative.")
        }
        guard shutdownDelay >= 0 else { throw ValidationError("--shutdown-delay must not be negative.") }
        guard grace >= 0 else { throw ValidationError("--grace must not be negative.") }
        _ = try level()
    }

    func run() async throws {
        let logger = try makeLogger()
        var configuration = ServerConfiguration(
            listeners: listeners, shutdownDelay: .seconds(shutdownDelay), shutdownGrace: .seconds(grace),
            logger: logger)
        configuration.admission.queueDelay = queueDelay.map { QueueDelayLimit(target: .milliseconds($0)) }
        if let loops { configuration.loops = loops }
        configuration.workers = workers.map { WorkerConfiguration(count: $0) }
        let server = Server(
            configuration,
            services: [
                TestServiceServer(), BenchmarkServiceServer(), GreeterServer(), HealthServer(),
                ReflectionServer(TestServiceMethods.self, BenchmarkServiceMethods.self, GreeterMethods.self),
            ])
        let greetings = try server.start().map(greeting).joined(separator: "\n")
        let announcement = Announcement(text: Server.workerIndex == nil ? greetings : "")
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [server, announcement], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }

    private var listeners: [ListenerConfiguration] {
        let address = systemd ? ListenAddress.systemd() : .tcp(host, port: port)
        return [ListenerConfiguration(address, tls: security, reusePort: reusePort)]
            + (unix.map { [ListenerConfiguration(.unix($0), tls: .cleartext)] } ?? [])
    }

    private var security: ServerSecurity {
        guard !plaintext, let tlsCert, let tlsKey else { return .cleartext }
        return .pem(chain: .file(tlsCert), key: .file(tlsKey))
    }

    private func level() throws -> Logger.Level {
        guard let name = logLevel ?? getEnvironment("LOG_LEVEL") else { return .info }
        guard let level = Logger.Level(rawValue: name.lowercased()) else {
            throw ValidationError("`\(name)` is no log level.")
        }
        return level
    }

    private func makeLogger() throws -> Logger {
        var logger = Logger(label: "martlet-demo") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = try level()
        return logger
    }

    /// Where the server listens and how to call it.
    private func greeting(_ address: SocketAddress) -> String {
        guard let port = address.port else { return "listening on \(address)" }
        let trust = plaintext ? "" : " --ca \(ca)"
        let client = plaintext ? " --plaintext" : trust
        return """
            listening on \(address)

            Call it with Martlet's own client:
                \(CommandLine.arguments[0]) greet Ada --port \(port)\(client)
            or with Python's grpcio:
                make python && .venv/bin/python Tests/peers/greet.py Ada --port \(port)\(trust)

            """
    }
}

/// Prints a text once the group handles signals, so that whoever reads it may end the process at once.
private struct Announcement: Service {
    let text: String

    func run() async throws {
        print(text, terminator: text.isEmpty ? "" : "\n")
        fflush(nil)  // the output may be a pipe
        try? await gracefulShutdown()  // throws when the task is cancelled: that ends it as well
    }
}
