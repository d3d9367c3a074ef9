import Testing

/// A grpcio server of `grpc.testing.TestService` over TLS.
enum GrpcioServer {
    /// Serves while `body` runs, which gets its port.
    static func serving(_ body: (Int) async throws -> Void) async throws {
        let options = [
            "--with-parent", "--cert", try Tools.certificate("server.pem"), "--key",
            try Tools.certificate("server.key"),
        ]
        let server = try ChildProcess(try Tools.python(), [Tools.peer("interop_server")] + options)
        do {
            let address = try await server.line(after: "listening on ")
            try await body(try #require(address.split(separator: ":").last.flatMap { Int($0) }))
        } catch {
            _ = try? await server.stop()
            throw error
        }
        #expect(try await server.stop() == 0, "\(server.transcript)")
    }
}
