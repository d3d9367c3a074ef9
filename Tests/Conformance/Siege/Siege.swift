import Foundation
import RawHTTP2
import Testing

/// A server with honest callers, eight TLS connections at a fixed rate, and something else that goes on meanwhile by
/// its Unix socket.
///
/// `MARTLET_SIEGE_SECONDS=30` is the long form (`make soak`), which judges times too.
struct Siege {
    static let seconds = ProcessInfo.processInfo.environment["MARTLET_SIEGE_SECONDS"].flatMap { Int($0) } ?? 1
    static let isLong = seconds >= 10

    let server: DemoServer
    let socketPath: String

    /// Serves while `body` runs.
    static func laid(descriptors: Int? = nil, _ body: (Siege) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "siege-\(UUID().uuidString).sock").path
        let options = ["--unix", path, "--loops", "1"]
        try await DemoServer.serving(options, logLevel: "critical", descriptors: descriptors) { server in
            try await body(Siege(server: server, socketPath: path))
        }
    }

    /// What honest callers met.
    struct Honest {
        /// Of the latencies, in microseconds.
        var p99: Double
        var calls: Int
    }

    /// Makes unary calls of 1 KiB for a while. None may fail.
    func honestCalls(seconds: Int = Siege.seconds) async throws -> Honest {
        let load = try await load([
            "--connections", "8", "--rate", Self.isLong ? "1000" : "200", "--request-bytes", "1024", "--duration",
            "\(seconds)s",
        ])
        #expect(load.exitCode == 0, "an honest call was hurt: \(load.process.transcript)")
        #expect(Set(load.statuses.keys) == ["OK"])
        let latency = load.step["latency_us"] as? [String: Any]
        return Honest(
            p99: try #require((latency?["p99"] as? NSNumber)?.doubleValue), calls: try #require(load.count("calls")))
    }

    /// `martlet load` over TLS.
    func load(_ options: [String]) async throws -> LoadCommand {
        try await LoadCommand(
            [
                "127.0.0.1:\(server.port)", "grpc.testing.TestService/UnaryCall", "--ca", Tools.certificate("ca.pem"),
                "--server-name", "localhost", "--warm-up", "500ms", "--drain", "30s",
            ] + options)
    }

    /// What the server has open: connections, listeners, and some more.
    func descriptorCount() throws -> Int { try ProcessFootprint(of: server.process.identifier).descriptors }

    /// Processor time and memory of the server.
    struct Cost {
        var seconds: Double
        var kibibytes: Int
    }

    func cost() throws -> Cost {
        let stat = try String(contentsOfFile: "/proc/\(server.process.identifier)/stat", encoding: .utf8)
        // After the name, which may hold anything: utime and stime are the 12th and 13th field, in ticks.
        let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ")
        let ticks = fields.dropFirst(12).prefix(2).compactMap { Double($0) }.reduce(0, +)
        return Cost(
            seconds: ticks / Double(sysconf(Int32(_SC_CLK_TCK))),
            kibibytes: try ProcessFootprint(of: server.process.identifier).kibibytes)
    }

    /// Runs `attack` while honest callers go on; what it did, what they met, and the server's cost before and after.
    func during<Result: Sendable>(
        _ attack: @escaping @Sendable () async throws -> Result
    ) async throws -> (result: Result, honest: Honest, before: Cost, after: Cost) {
        let before = try cost()
        async let result = attack()
        let honest = try await honestCalls()
        return (try await result, honest, before, try cost())
    }

    /// Connects again and again until the time is over. The attackers make way: they stand for another machine.
    func strikes(of bytes: [UInt8], reads: Bool, attackers: Int = 2) async throws -> Strikes {
        let end = ContinuousClock.now + .seconds(Self.seconds)
        return try await withThrowingTaskGroup(of: Strikes.self) { group in
            for _ in 0..<attackers {
                group.addTask {
                    try await onIdleThread {
                        var strikes = Strikes()
                        repeat {
                            strikes.add(Strike(try BareSocket(path: socketPath), bytes, reads: reads))
                        } while ContinuousClock.now < end
                        return strikes
                    }
                }
            }
            return try await group.reduce(into: Strikes()) { $0.add($1) }
        }
    }
}

/// `SCHED_IDLE`, which Glibc's headers show only to those who ask for what is not POSIX.
private let schedIdle: Int32 = 5

/// Runs `body` on a thread of its own that gets what time others leave, and makes way for them at once.
func onIdleThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
            var parameters = sched_param()
            sched_setscheduler(0, schedIdle, &parameters)  // on Linux, of the calling thread
            continuation.resume(with: Swift.Result { try body() })
        }
    }
}
