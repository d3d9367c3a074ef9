import Foundation
import Martlet
import MartletInterop
import Testing

extension Conformance {
    /// Sockets as the programs around a server give them to it.
    @Suite struct ListenerTests {
        /// The socket is open before the server is, and stays open after it.
        @Test func systemdsSocketIsServed() async throws {
            let port = try Ports.unused()
            let activator = try ChildProcess(
                try Tools.program("systemd-socket-activate"),
                ["-l", "127.0.0.1:\(port)", try Tools.demo().path, "serve", "--systemd", "--plaintext"])
            for _ in 0..<500 where !Ports.accepts(port) { try await Task.sleep(for: .milliseconds(10)) }
            try await greet("127.0.0.1:\(port)")
            #expect(try await activator.stop() == 0, "\(activator.transcript)")
            #expect(activator.output.contains("listening on 127.0.0.1:\(port)\n"), "\(activator.transcript)")
        }

        @Test func withoutSystemdTheErrorSaysWhatIsMissing() async throws {
            let server = try ChildProcess(
                try Tools.demo(), ["serve", "--systemd", "--plaintext"],
                environment: ["LISTEN_PID": "1", "LISTEN_FDS": "1"])
            #expect(try await server.exitCode(within: .seconds(20)) != 0)
            #expect(server.errors.contains("systemd's sockets are for process 1"), "\(server.transcript)")
        }

        @Test func aUnixSocketIsServedBesideTCPAndTakenAwayAtTheEnd() async throws {
            let path = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID().uuidString)").path
            try await DemoServer.serving(["--unix", path]) { server in
                try await greet("unix:\(path)")
                try await server.runPeer("greet", ["Ada"])
            }
            #expect(!FileManager.default.fileExists(atPath: path))
        }

        private func greet(_ target: String) async throws {
            let client = try Client(target, configuration: ClientConfiguration(security: .cleartext))
            defer { client.close() }
            let reply = try await GreeterClient(client).greet(
                GreetRequest(name: "Ada"), options: CallOptions(timeout: .seconds(20), waitForReady: true))
            #expect(reply.message.contains("Ada"))
        }
    }
}
