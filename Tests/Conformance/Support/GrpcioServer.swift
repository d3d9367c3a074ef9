import Testing

/// A grpcio server of `grpc.testing.TestService`.
enum GrpcioServer {
    /// Serves while `body` runs, which gets its port; over TLS unless told otherwise. Returns how many calls the server
    /// has counted.
    @discardableResult
    static func serving(
        _ options: [String] = [], plaintext: Bool = false, _ body: (Int) async throws -> Void
    ) async throws -> Int {
        let security = plaintext ? [] : [
            "--cert", try Tools.certificate("server.pem"), "--key", try Tools.certificate("server.key"),
        ]
        let server = try ChildProcess(
            try Tools.python(), [Tools.peer("interop_server"), "--with-parent"] + security + options)
        do {
            let address = try await server.line(after: "listening on ")
            try await body(try #require(address.split(separator: ":").last.flatMap { Int($0) }))
        } catch {
            _ = try? await server.stop()
            throw error
        }
        #expect(try await server.stop() == 0, "\(server.transcript)")
        let counted = server.output.split(separator: "\n").first { $0.hasPrefix("calls: ") }
        return try #require(counted.flatMap { Int($0.dropFirst(7)) })
    }
}
