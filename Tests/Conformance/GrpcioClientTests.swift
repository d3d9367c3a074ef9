import Testing

extension Conformance {
    /// grpcio calls our server.
    @Suite struct GrpcioClientTests {
        @Test(arguments: officialCases)
        func interopCase(name: String) async throws {
            try await DemoServer.serving { try await $0.runPeer("interop_client", ["--case", name]) }
        }

        /// All cases again, one after the other on one connection without TLS.
        @Test func allCasesOverCleartext() async throws {
            try await DemoServer.serving(plaintext: true) { try await $0.runPeer("interop_client", []) }
        }

        /// grpcio measures the connection with PINGs while it calls; that must not count as an attack.
        @Test func aThousandCallsShareAConnection() async throws {
            try await DemoServer.serving(logLevel: "warning") { server in
                try await server.runPeer("many_calls", [])
                #expect(server.logLines.isEmpty, "\(server.process.errors)")
            }
        }

        @Test func greeterInAllFourShapes() async throws {
            try await DemoServer.serving { server in
                let client = try await server.runPeer("greet", ["Ada"])
                #expect(client.output == """
                    Greet: Hello, Ada!
                    Watch: 1 Hello, Ada!
                    Watch: 2 (nothing happened)
                    Watch: 3 (nothing happened)
                    Upload: 3 chunks, 16 bytes
                    Chat: Greeter: I hear you, Ada.
                    Chat: Greeter: Good question, Ada.

                    """)
            }
        }
    }
}
