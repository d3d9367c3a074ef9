import Testing

extension Conformance {
    /// Peers that break the rules get the answer of the rules, leave few lines in the log and disturb nobody.
    @Suite struct BadInputTests {
        /// The cases of `Tests/peers/bad_input.py`, each with the connections and calls it makes.
        static let cases: [(name: String, attempts: Int)] = [
            ("garbage_instead_of_hello", 3), ("no_alpn", 1), ("wrong_alpn", 1), ("http1", 1), ("missing_te", 1),
            ("wrong_te", 1), ("wrong_content_type", 5), ("every_grpc_content_type", 3), ("path_without_slash", 1),
            ("strange_path", 8), ("not_post", 3), ("truncated_message", 4), ("oversized_message", 2),
            ("wrong_number_of_messages", 2), ("compressed_without_encoding", 2), ("unknown_encoding", 1),
            ("malformed_timeout", 7), ("unknown_method", 3), ("invalid_protobuf", 4), ("vanishing_client", 5),
        ]

        @Test(arguments: cases)
        func isAnsweredAndContained(name: String, attempts: Int) async throws {
            try await DemoServer.serving { server in
                try await server.whileACallIsOpen {
                    let before = server.logLines.count
                    try await server.runPeer("bad_input", ["--case", name])
                    try await server.waitForLogLines(before + 1)
                    let lines = server.logLines.dropFirst(before)
                    #expect(!lines.isEmpty, "nothing was logged")
                    #expect(lines.count <= attempts, "\(lines.joined(separator: "\n"))")
                }
            }
        }

        /// HTTP/1.1 to a server that speaks HTTP/2 with prior knowledge.
        @Test func http1OverCleartext() async throws {
            try await DemoServer.serving(plaintext: true) { server in
                try await server.whileACallIsOpen { try await server.runPeer("bad_input", ["--case", "http1"]) }
            }
        }

        /// A peer that connects over and over with garbage must not be able to fill the log.
        @Test func garbageAtTheDefaultLevelIsQuiet() async throws {
            try await DemoServer.serving { server in
                try await server.runPeer("bad_input", ["--case", "garbage_instead_of_hello"])
                #expect(server.logLines.count <= 3, "\(server.process.errors)")
            }
        }
    }
}
