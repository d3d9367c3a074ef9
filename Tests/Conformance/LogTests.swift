import Testing

extension Conformance {
    /// What an operator reads.
    @Suite struct LogTests {
        @Test func everyCallIsLoggedOnce() async throws {
            try await DemoServer.serving { server in
                try await server.runPeer("interop_client", ["--case", "large_unary"])
                let lines = server.logLines.filter { $0.contains("/grpc.testing.TestService/UnaryCall") }
                #expect(lines.count == 1, "\(server.process.errors)")
                #expect(lines.first?.contains("status=OK") == true)
            }
        }

        /// A status message is the client's text: it must not be able to forge lines.
        @Test func textOfAPeerStaysOnItsLine() async throws {
            try await DemoServer.serving { server in
                try await server.runPeer("interop_client", ["--case", "special_status_message"])
                let lines = server.logLines
                #expect(lines.contains { $0.contains("test with whitespace") }, "\(server.process.errors)")
                #expect(lines.allSatisfy { $0.contains(" martlet-demo: ") }, "\(server.process.errors)")
            }
        }
    }
}
