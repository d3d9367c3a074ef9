import Foundation
import Testing

extension Conformance {
    /// What others ask a server about itself, they ask ours.
    @Suite struct HealthAndReflectionTests {
        @Test func grpcioChecksAndWatchesHealthUntilTheServerDrains() async throws {
            let server = try await DemoServer.start(["--grace", "10"])
            let watcher = try ChildProcess(try Tools.python(), [Tools.peer("health")] + server.connectionOptions())
            _ = try await watcher.line(after: "watch: SERVING")
            #expect(try await server.process.stop() == 0)
            #expect(try await watcher.exitCode() == 0, "\(watcher.transcript)")
            #expect(watcher.output == """
                check: SERVING
                check greeter.v1.Greeter: SERVING
                check no.Service: NOT_FOUND
                watch no.Service: SERVICE_UNKNOWN
                watch: SERVING
                watch: NOT_SERVING
                watch: UNAVAILABLE

                """)
        }

        /// grpcio's own reflection client learns the greeter's schema and calls it with what it learnt.
        @Test func grpcioCallsWhatReflectionTellsIt() async throws {
            try await DemoServer.serving { server in
                let client = try await server.runPeer("reflected_call", ["Ada"])
                #expect(client.output.contains("service: greeter.v1.Greeter\n"))
                #expect(client.output.hasSuffix("Greet: Hello, Ada!\n"))
            }
        }

        @Test func bufCallsWhatReflectionTellsIt() async throws {
            try await DemoServer.serving { server in
                let base = "https://localhost:\(server.port)"
                let trust = ["--protocol", "grpc", "--reflect", "--cacert", try Tools.certificate("ca.pem")]
                let list = try await ChildProcess.run(try Tools.buf(), ["curl"] + trust + ["--list-methods", base])
                #expect(list.output.contains("greeter.v1.Greeter/Greet\n"), "\(list.transcript)")
                #expect(list.output.contains("grpc.health.v1.Health/Check\n"), "\(list.transcript)")
                let call = try await ChildProcess.run(
                    try Tools.buf(), ["curl"] + trust + ["-d", #"{"name": "Ada"}"#, "\(base)/greeter.v1.Greeter/Greet"])
                let reply = try JSONDecoder().decode([String: String].self, from: Data(call.output.utf8))
                #expect(reply["message"] == "Hello, Ada!")
            }
        }

        /// It would not send a call to a server that it finds unhealthy: all tests through Envoy stand on that.
        @Test func envoyBelievesWhatHealthSays() async throws {
            try await DemoServer.serving { server in
                try await Proxy.envoy.serving(server, healthyService: "no.Service") { front in
                    let options = ["Ada"] + (try front.connectionOptions())
                    let client = try ChildProcess(try Tools.python(), [Tools.peer("greet")] + options)
                    #expect(try await client.exitCode() == 1)
                    #expect(client.errors.contains("UNAVAILABLE: no healthy upstream"), "\(client.transcript)")
                }
            }
        }
    }
}
