import Foundation
import Testing

extension Conformance {
    /// SIGTERM to the process that a user runs.
    @Suite struct GracefulShutdownTests {
        @Test func callsInFlightFinishAndNewConnectionsAreRefused() async throws {
            let server = try await DemoServer.start(["--grace", "60"])
            let call = try await SteadyCall.open(to: server)
            server.process.send(SIGTERM)
            try await waitUntilRefused(server.port)
            try await Task.sleep(for: .milliseconds(200))
            #expect(server.process.isRunning, "it waits for the call")
            try await call.finish()
            let code = try await server.process.exitCode(within: .seconds(10))
            #expect(code == 0, "\(server.process.transcript)")
        }

        @Test func aCallLongerThanTheGraceIsCut() async throws {
            let server = try await DemoServer.start(["--grace", "1"])
            let call = try await SteadyCall.open(to: server)
            let start = ContinuousClock.now
            server.process.send(SIGTERM)
            let code = try await server.process.exitCode(within: .seconds(20))
            #expect(code == 0, "\(server.process.transcript)")
            #expect(ContinuousClock.now - start >= .seconds(1), "the grace was not given")
            let status = try await call.process.line(after: "status ")
            #expect(status.hasPrefix("UNAVAILABLE"), "\(status)")
            _ = try await call.process.exitCode()
        }

        @Test func anIdleServerEndsAtOnce() async throws {
            let server = try await DemoServer.start(["--grace", "60"])
            server.process.send(SIGTERM)
            let code = try await server.process.exitCode(within: .seconds(10))
            #expect(code == 0, "\(server.process.transcript)")
        }

        private func waitUntilRefused(_ port: Int) async throws {
            for _ in 0..<500 where Ports.accepts(port) { try await Task.sleep(for: .milliseconds(10)) }
            #expect(!Ports.accepts(port), "the listener is still open")
        }
    }
}
