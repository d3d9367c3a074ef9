import Foundation

/// A running server, and how a scenario is asked of it.
struct Contender {
    let name: String
    var version = ""
    let server: ServerProcess
    /// Whether the scenario's goal is set for it.
    let isJudged: Bool
    /// Whether the scenario can be asked of it.
    let answers: (Scenario) -> Bool
    /// What h2load and nghttp need beyond the address: the request's method, headers and body.
    private let arguments: (Scenario, Workspace) -> [String]
    private let path: (Scenario, Workspace) -> String
    /// Whether it knows gRPC.
    let servesCalls: Bool

    /// The limit: nghttp2 and OpenSSL in C, answering GET with a file as large as the reply and a trailer.
    static func nghttpd(_ name: String, _ workspace: Workspace) throws -> Contender {
        let server = try ServerProcess({ port in
            ["nghttpd", "--workers=1", "--address=127.0.0.1", "--trailer=grpc-status: 0"]
                + ["--htdocs=\(workspace.folder.path)"]
                + (workspace.cleartext ? ["--no-tls", "\(port)"] : ["\(port)", workspace.key, workspace.certificate])
        }, in: workspace)
        return Contender(
            name: name, version: (try? Command(["nghttpd", "--version"]).run())?.split(separator: " ").last.map {
                $0.trimmingCharacters(in: .whitespacesAndNewlines)
            } ?? "", server: server, isJudged: false, answers: { _ in true }, arguments: { _, _ in [] },
            path: { "/" + $1.reply(of: $0) }, servesCalls: false)
    }

    static func martlet(_ demo: Demo, _ workspace: Workspace) throws -> Contender {
        let server = try ServerProcess({ port in
            [demo.path, "serve", "--port", "\(port)", "--loops", "1"] + workspace.serverSecurity
        }, in: workspace)
        return Contender(serving: demo.name, server, isJudged: true) { _ in true }
    }

    static func peer(_ peer: Peer, _ workspace: Workspace) throws -> Contender {
        let server = try ServerProcess({ peer.command(port: $0, in: workspace) }, in: workspace)
        return Contender(serving: peer.name, server, isJudged: false) { $0.service == .benchmark }
    }

    /// Everything of a client's command line that depends on who is asked.
    func request(_ scenario: Scenario, in workspace: Workspace) -> [String] {
        arguments(scenario, workspace)
            + ["\(workspace.scheme)://127.0.0.1:\(server.port)\(path(scenario, workspace))"]
    }

    /// One request, looked at closely: h2load counts HTTP statuses, and a failed call has status 200 too.
    func verify(_ scenario: Scenario, in workspace: Workspace) throws {
        let post = servesCalls ? ["-H", ":method: POST"] : []
        let log = try Command(["timeout", "10", "nghttp", "-nvy"] + post + request(scenario, in: workspace)).run()
        guard log.contains(":status: 200"), log.contains("grpc-status: 0") else {
            throw Command.Failure(description: "\(name) does not answer \(scenario.name) as it should:\n\(log)")
        }
    }
}

extension Contender {
    /// A server of gRPC calls.
    private init(
        serving name: String, _ server: ServerProcess, isJudged: Bool, _ answers: @escaping (Scenario) -> Bool
    ) {
        self.init(
            name: name, server: server, isJudged: isJudged, answers: answers,
            arguments: { scenario, workspace in
                ["-H", "content-type: application/grpc", "-H", "te: trailers"]
                    + ["-d", workspace.body(of: scenario).path]
            },
            path: { scenario, _ in scenario.path }, servesCalls: true)
    }
}
