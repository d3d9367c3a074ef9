import Foundation

/// A reverse proxy as it stands in front of servers everywhere: HTTP/2 over TLS on both of its sides.
enum Proxy: String, CaseIterable, Sendable {
    case envoy, nginx, haproxy

    /// Runs the proxy in front of a server while `body` runs, which gets the proxy's port. Envoy asks the server about
    /// `healthyService` first, and sends it nothing unless that serves.
    func serving(
        _ server: DemoServer, healthyService: String = "greeter.v1.Greeter", _ body: (DemoServer) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "martlet-proxy-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let site = ProxySite(
            folder: folder, port: try Ports.unused(), backend: server.port, healthyService: healthyService)
        let process = try start(site)
        defer { process.send(SIGKILL) }  // SIGTERM may not reach it: see ChildProcess.stop
        for _ in 0..<3000 where process.isRunning && !Ports.accepts(site.port) {
            try await Task.sleep(for: .milliseconds(10))
        }
        guard Ports.accepts(site.port) else { throw Tools.Missing(description: process.transcript) }
        try await body(DemoServer(process: server.process, port: site.port, isSecure: true))
    }

    private func start(_ site: ProxySite) throws -> ChildProcess {
        switch self {
        case .envoy:
            let options = ["--log-level", "error", "--concurrency", "1", "--use-dynamic-base-id"]
            return try ChildProcess(try Tools.envoy(), ["-c", try site.write(site.envoy, "envoy.yaml")] + options)
        case .nginx:
            return try ChildProcess(try Tools.program("nginx"), ["-c", try site.write(site.nginx, "nginx.conf")])
        case .haproxy:
            return try ChildProcess(try Tools.program("haproxy"), ["-f", try site.write(site.haproxy, "haproxy.cfg")])
        }
    }
}

/// What a proxy must be told: where it listens, and whom it serves for.
struct ProxySite {
    let folder: URL
    let port: Int
    let backend: Int
    let healthyService: String

    func write(_ text: String, _ name: String) throws -> String {
        let file = folder.appending(path: name)
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }
}
