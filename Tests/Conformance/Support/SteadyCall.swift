import Testing

/// A bidirectional call by grpcio that is answered every few milliseconds while something else happens.
struct SteadyCall {
    let process: ChildProcess

    /// Returns when the call has had its first answer.
    static func open(to server: DemoServer) async throws -> SteadyCall {
        let process = try ChildProcess(
            try Tools.python(), [Tools.peer("steady_call")] + server.connectionOptions())
        _ = try await process.line(after: "open")
        return SteadyCall(process: process)
    }

    /// Lets the call end, and expects that every question was answered.
    func finish(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        process.closeInput()
        let code = try await process.exitCode()
        #expect(code == 0, "\(process.transcript)", sourceLocation: sourceLocation)
    }
}

extension DemoServer {
    /// Runs `body` while a call of another client is open, which must not notice.
    func whileACallIsOpen(
        sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
    ) async throws {
        let call = try await SteadyCall.open(to: self)
        try await body()
        try await call.finish(sourceLocation: sourceLocation)
    }
}
