import Foundation
import Testing

/// `martlet-demo serve` as a process of its own: what a user runs.
struct DemoServer {
    let process: ChildProcess
    let port: Int
    let isSecure: Bool

    /// Serves while `body` runs, then ends by SIGTERM with exit code 0.
    static func serving(
        _ options: [String] = [], plaintext: Bool = false, logLevel: String = "info", descriptors: Int? = nil,
        sourceLocation: SourceLocation = #_sourceLocation, _ body: (DemoServer) async throws -> Void
    ) async throws {
        let server = try await start(options, plaintext: plaintext, logLevel: logLevel, descriptors: descriptors)
        do {
            try await body(server)
        } catch {
            _ = try? await server.process.stop()
            throw error
        }
        let code = try await server.process.stop()
        #expect(code == 0, "\(server.process.transcript)", sourceLocation: sourceLocation)
    }

    /// Starts it on a port that the system chooses, with so many file descriptors or as many as this process may have.
    /// The caller must stop the process.
    static func start(
        _ options: [String] = [], plaintext: Bool = false, logLevel: String = "info", descriptors: Int? = nil
    ) async throws -> DemoServer {
        let security = plaintext ? ["--plaintext"] : [
            "--tls-cert", try Tools.certificate("server.pem"), "--tls-key", try Tools.certificate("server.key"),
        ]
        // The shell becomes the server.
        let limit = descriptors.map { "ulimit -n \($0); " } ?? ""
        let process = try ChildProcess(
            try Tools.program("bash"),
            ["-c", limit + "exec \"$@\"", "bash", try Tools.demo().path, "serve", "--port", "0"] + security + options,
            environment: ["LOG_LEVEL": logLevel])
        let address = try await process.line(after: "listening on ")
        let port = address.split(separator: ":").last.flatMap { Int($0) }
        return DemoServer(process: process, port: try #require(port), isSecure: !plaintext)
    }

    /// How a Python peer is told where this server is.
    func connectionOptions() throws -> [String] {
        ["--host", "localhost", "--port", "\(port)"] + (isSecure ? ["--ca", try Tools.certificate("ca.pem")] : [])
    }

    /// Runs a Python peer against this server; it must succeed.
    @discardableResult
    func runPeer(
        _ name: String, _ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> ChildProcess {
        try await ChildProcess.run(
            try Tools.python(), [Tools.peer(name)] + arguments + connectionOptions(), sourceLocation: sourceLocation)
    }

    var logLines: [Substring] { process.errors.split(separator: "\n") }

    /// Waits for so many lines, or a few seconds: a connection's end is logged after the peer is gone.
    func waitForLogLines(_ count: Int) async throws {
        for _ in 0..<300 where logLines.count < count { try await Task.sleep(for: .milliseconds(10)) }
    }
}
