import Foundation

/// A temporary folder with what servers and clients read: request bodies, nghttpd's files, a certificate.
struct Workspace {
    let folder: URL
    let cleartext: Bool

    var certificate: String { folder.appending(path: "server.pem").path }
    var key: String { folder.appending(path: "server.key").path }
    var scheme: String { cleartext ? "http" : "https" }
    /// How Martlet's demo and the peers are told.
    var serverSecurity: [String] { cleartext ? ["--plaintext"] : ["--tls-cert", certificate, "--tls-key", key] }

    init(cleartext: Bool) throws {
        self.cleartext = cleartext
        folder = FileManager.default.temporaryDirectory.appending(path: "martlet-load-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for scenario in Scenario.all {
            try Data(Framing.frame(scenario.request)).write(to: body(of: scenario))
            try Data(count: scenario.replySize).write(to: folder.appending(path: reply(of: scenario)))
        }
        try Command([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-keyout", key, "-out", certificate,
        ]).run()
    }

    func body(of scenario: Scenario) -> URL { folder.appending(path: "\(scenario.name).request") }

    /// The name below `folder` of a file as large as the scenario's reply.
    func reply(of scenario: Scenario) -> String { "\(scenario.name).reply" }

    func remove() {
        try? FileManager.default.removeItem(at: folder)
    }
}
