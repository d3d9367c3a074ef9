import ArgumentParser
import Logging
import Martlet
import MartletBenchmarkService
import MartletProtobuf
import MartletWellKnownTypes

/// Serves `grpc.testing.BenchmarkService` as the peers' servers do, and as many methods beside it as it is told.
@main
struct BenchmarkServer: AsyncParsableCommand {
    @Option var port: UInt16
    @Option var tlsCert: String?
    @Option var tlsKey: String?
    @Flag var plaintext = false
    @Option var loops = 1
    @Option(help: "Methods that are registered beside those of BenchmarkService.")
    var methods = 0

    func validate() throws {
        guard plaintext || (tlsCert != nil && tlsKey != nil) else {
            throw ValidationError("Give --tls-cert and --tls-key, or --plaintext.")
        }
    }

    func run() async throws {
        var security = ServerSecurity.cleartext
        if !plaintext, let tlsCert, let tlsKey { security = .pem(chain: .file(tlsCert), key: .file(tlsKey)) }
        var logger = Logger(label: "benchmark-server") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        var configuration = ServerConfiguration(
            address: .tcp("127.0.0.1", port: port), tls: security, loops: loops, logger: logger)
        // Peers have no such limit unless they are told.
        configuration.limits.maxConcurrentStreams = 10_000
        try await Server(configuration, services: [BenchmarkServiceServer(), Crowd(count: methods)]).serve()
    }
}

/// Methods that nobody calls.
struct Crowd: RPCService {
    let count: Int

    func register(in methods: inout MethodRegistry) {
        for number in 0..<count {
            let descriptor = MethodDescriptor<Empty, Empty>(
                service: "benchmark.Crowd\(number / 10)", method: "Method\(number)", shape: .unary)
            methods.unary(descriptor) { request, _ in request }
        }
    }
}
