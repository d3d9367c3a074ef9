import GRPCCore
import GRPCNIOTransportHTTP2Posix
import NIOPosix

/// Serves `grpc.testing.BenchmarkService` by grpc-swift 2 on one event loop, with its defaults otherwise.
@main
enum GRPCSwiftPeer {
    static func main() async throws {
        guard let port = argument("--port").flatMap({ Int($0) }) else {
            fatalError("usage: server --port P (--tls-cert F --tls-key F | --plaintext) [--methods N]")
        }
        let server = GRPCServer(
            transport: .http2NIOPosix(
                address: .ipv4(host: "127.0.0.1", port: port), transportSecurity: security,
                eventLoopGroup: MultiThreadedEventLoopGroup(numberOfThreads: 1)),
            services: [BenchmarkServer(), Crowd(count: argument("--methods").flatMap { Int($0) } ?? 0)])
        try await server.serve()
    }

    private static var security: HTTP2ServerTransport.Posix.TransportSecurity {
        guard let certificate = argument("--tls-cert"), let key = argument("--tls-key") else { return .plaintext }
        return .tls(
            certificateChain: [.file(path: certificate, format: .pem)], privateKey: .file(path: key, format: .pem))
    }

    private static func argument(_ name: String) -> String? {
        let arguments = CommandLine.arguments
        return arguments.firstIndex(of: name).flatMap { $0 + 1 < arguments.count ? arguments[$0 + 1] : nil }
    }
}
