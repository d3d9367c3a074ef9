import Foundation
import Testing

extension Conformance {
    /// grpcio calls our benchmark service, and commands our workers as the drivers of benchmarks do.
    @Suite struct BenchmarkTests {
        @Test func everyMethodAnswersAsTheSchemaSays() async throws {
            try await DemoServer.serving { try await $0.runPeer("benchmark_calls", []) }
        }

        @Test(arguments: [
            ["--shape", "UNARY"],
            ["--shape", "UNARY", "--tls"],
            ["--shape", "UNARY", "--offered-load", "2000"],
            ["--shape", "STREAMING"],
            ["--shape", "STREAMING", "--messages-per-stream", "10"],
            ["--shape", "STREAMING", "--messages-per-stream", "10", "--offered-load", "2000"],
            ["--shape", "STREAMING_FROM_CLIENT"],
            ["--shape", "STREAMING_FROM_CLIENT", "--messages-per-stream", "10", "--offered-load", "2000"],
            ["--shape", "STREAMING_FROM_CLIENT", "--messages-per-stream", "10"],
            ["--shape", "STREAMING_FROM_SERVER"],
            ["--shape", "STREAMING_FROM_SERVER", "--messages-per-stream", "10"],
            ["--shape", "STREAMING_BOTH_WAYS"],
            ["--shape", "STREAMING_BOTH_WAYS", "--messages-per-stream", "10"],
        ])
        func aDriverGetsPlausibleStatistics(scenario: [String]) async throws {
            try await Worker.serving { server in
                try await Worker.serving { client in
                    let workers = ["--server-worker", server.address, "--client-worker", client.address]
                    try await ChildProcess.run(
                        try Tools.python(), [Tools.peer("benchmark_driver")] + workers + scenario)
                    // The driver told them to quit.
                    #expect(try await client.process.exitCode() == 0, "\(client.process.transcript)")
                }
                #expect(try await server.process.exitCode() == 0, "\(server.process.transcript)")
            }
        }

        @Test func aDriversMistakesAreAnsweredWithTheNameOfTheField() async throws {
            try await Worker.serving(certificates: false) { worker in
                try await ChildProcess.run(
                    try Tools.python(), [Tools.peer("benchmark_mistakes"), "--worker", worker.address])
            }
        }
    }
}

/// `martlet-worker` as a process of its own.
private struct Worker {
    let process: ChildProcess
    let address: String

    /// Runs while `body` does; ends by SIGTERM with exit code 0 where it has not been told to quit before.
    static func serving(certificates: Bool = true, _ body: (Worker) async throws -> Void) async throws {
        let options = certificates ? [
            "--tls-cert", try Tools.certificate("server.pem"), "--tls-key", try Tools.certificate("server.key"),
            "--ca", try Tools.certificate("ca.pem"),
        ] : []
        let process = try ChildProcess(try Tools.worker(), options)
        do {
            let address = try await process.line(after: "listening on ")
            try await body(Worker(process: process, address: address))
        } catch {
            _ = try? await process.stop()
            throw error
        }
        let code = try await process.stop()
        #expect(code == 0, "\(process.transcript)")
    }
}
