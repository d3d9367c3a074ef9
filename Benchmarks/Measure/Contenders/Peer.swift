import Foundation

/// Another gRPC implementation's server, as `Peers/build.sh` makes it: a program that takes
/// `--port P (--tls-cert F --tls-key F | --plaintext)` and serves `grpc.testing.BenchmarkService`.
struct Peer: Sendable {
    let name: String
    let path: String

    /// All that can be built, and the one that the environment may bring.
    static var all: [Peer] {
        let built = ["grpc-cpp", "grpc-go", "grpcio", "grpc-swift-2"].map { name in
            Peer(name: name, path: repository.appending(path: "Benchmarks/.build/peers/\(name)/server").path)
        }
        guard let own = ProcessInfo.processInfo.environment["MARTLET_GRPC_GO_SERVER"] else { return built }
        return built + [Peer(name: "grpc-go (yours)", path: own)]
    }

    /// Why there is no program; nil when there is one.
    var absence: String? {
        if FileManager.default.isExecutableFile(atPath: path) { return nil }
        let file = URL(filePath: path).deletingLastPathComponent().appending(path: "missing")
        let reason = try? String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        return reason ?? "there is no \(path): run Benchmarks/Peers/build.sh"
    }
}
