import Foundation
import Martlet
import MartletInterop
import Synchronization
import Testing

extension Conformance {
    /// A server that is replaced under load: nobody who calls it notices.
    @Suite struct RestartTests {
        /// `MARTLET_RESTARTS=100` is the long form.
        private static let restarts = ProcessInfo.processInfo.environment["MARTLET_RESTARTS"] ?? "5"

        /// The successor opens the port for itself, or has the very socket of its predecessor.
        @Test(arguments: ["port", "listener"], [[], ["--workers", "2"]])
        func noCallIsLost(share: String, workers: [String]) async throws {
            let security = [
                "--tls-cert", try Tools.certificate("server.pem"), "--tls-key", try Tools.certificate("server.key"),
            ]
            let restarts = try ChildProcess(
                try Tools.python(),
                [Tools.peer("restarts"), "--share", share, "--restarts", Self.restarts, "--", try Tools.demo().path]
                    + ["serve", "--grace", "60", "--log-level", "notice"] + workers + security)
            let port = try #require(Int(try await restarts.line(after: "serving ")))
            let site = DemoServer(process: restarts, port: port, isSecure: true)
            let grpcio = try ChildProcess(
                try Tools.python(), [Tools.peer("tireless_calls")] + site.connectionOptions())
            _ = try await grpcio.line(after: "calling")
            let own = try TirelessCalls(port: port)
            restarts.writeLine()
            _ = try await restarts.line(after: "restarted", within: .seconds(1200))
            let (calls, failures) = await own.stop()
            let lost = failures.count
            #expect(lost == 0, "\(failures.prefix(5)) in \(calls) calls")
            #expect(calls > 100)
            grpcio.closeInput()
            #expect(try await grpcio.exitCode() == 0, "\(grpcio.transcript)")
            #expect(try Int(await grpcio.line(after: "calls ")) ?? 0 > 100)
            restarts.writeLine()
            #expect(try await restarts.exitCode() == 0, "\(restarts.transcript)")
        }
    }
}

/// Calls of our own client on several connections, one after the other, until it is told to stop.
private struct TirelessCalls {
    private let clients: [Client]
    private let callers: [Task<(calls: Int, failures: [String]), Never>]

    init(port: Int) throws {
        let roots = TrustRoots.pem(.file(try Tools.certificate("ca.pem")))
        clients = try (0..<3).map { _ in
            try Client(
                "127.0.0.1:\(port)",
                configuration: ClientConfiguration(security: .tls(trustRoots: roots, serverName: "localhost")))
        }
        callers = clients.flatMap { client in (0..<3).map { _ in Task { await Self.call(client) } } }
    }

    private static func call(_ client: Client) async -> (calls: Int, failures: [String]) {
        let test = TestServiceClient(client)
        var (calls, failures) = (0, [String]())
        while !Task.isCancelled {
            let isStream = calls % 10 == 0
            do {
                // Not cancelled with this task: a call that was begun must succeed.
                try await Task { isStream ? try await stream(test) : try await unary(test) }.value
            } catch {
                failures.append("\(error)")
            }
            calls += 1
            try? await Task.sleep(for: .milliseconds(2))
        }
        return (calls, failures)
    }

    private static func unary(_ test: TestServiceClient) async throws {
        _ = try await test.unaryCall(SimpleRequest(responseSize: 10), options: .deadline(.seconds(20)))
    }

    private static func stream(_ test: TestServiceClient) async throws {
        let call = try await test.fullDuplexCall(options: .deadline(.seconds(20)))
        var replies = call.responses.makeAsyncIterator()
        for _ in 0..<3 {
            try await call.send(
                StreamingOutputCallRequest(responseParameters: [ResponseParameters(size: 10)]))
            _ = try await replies.next()
            try await Task.sleep(for: .milliseconds(20))
        }
        await call.finishSending()
        while try await replies.next() != nil {}
    }

    func stop() async -> (calls: Int, failures: [String]) {
        var (calls, failures) = (0, [String]())
        for caller in callers {
            caller.cancel()
            let result = await caller.value
            calls += result.calls
            failures += result.failures
        }
        for client in clients { client.close() }
        return (calls, failures)
    }
}
