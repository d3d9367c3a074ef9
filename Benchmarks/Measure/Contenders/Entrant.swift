import Foundation

/// A server that can be started.
struct Entrant: Sendable {
    let name: String
    var version = ""
    /// Whether goals are set for it.
    var isJudged = false
    /// Whether it knows gRPC.
    var servesCalls = true
    /// Its command line, but for options that only one bench needs.
    let command: @Sendable (UInt16, Workspace) -> [String]

    /// The limit: nghttp2 and OpenSSL in C, answering with a file as large as the reply and a trailer.
    static var nghttpd: Entrant { nghttpd("nghttpd") }

    static func nghttpd(_ name: String) -> Entrant {
        let version = (try? Command(["nghttpd", "--version"]).run())?.split(separator: " ").last
        return Entrant(
            name: name, version: version?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "", servesCalls: false
        ) { port, workspace in
            ["nghttpd", "--workers=1", "--address=127.0.0.1", "--trailer=grpc-status: 0"]
                + ["--htdocs=\(workspace.folder.path)"]
                + (workspace.cleartext ? ["--no-tls", "\(port)"] : ["\(port)", workspace.key, workspace.certificate])
        }
    }

    static func martlet(_ demo: Demo) -> Entrant {
        Entrant(name: demo.name, isJudged: true) { port, workspace in
            [demo.path, "serve", "--port", "\(port)", "--loops", "1"] + workspace.serverSecurity
        }
    }

    static func peer(_ peer: Peer) -> Entrant {
        Entrant(name: peer.name) { port, workspace in
            [peer.path, "--port", "\(port)"] + workspace.serverSecurity
        }
    }

    /// Whether the scenario can be asked of it: TestService is Martlet's alone, and a file can be any reply.
    func answers(_ scenario: Scenario) -> Bool {
        isJudged || !servesCalls || scenario.service == .benchmark
    }

    /// Starts it, pinned to processor 0 unless others are named.
    func start(
        in workspace: Workspace, processors: String = "0", with options: [String] = []
    ) throws -> ServerProcess {
        try ServerProcess({ command($0, workspace) + options }, processors: processors, in: workspace)
    }
}
