import Foundation

/// A scratch folder with what servers and clients read: request bodies, nghttpd's files, a certificate.
struct Workspace {
    private let scratch: Scratch
    let cleartext: Bool

    var folder: URL { scratch.folder }
    var certificate: String { folder.appending(path: "server.pem").path }
    var key: String { folder.appending(path: "server.key").path }
    var scheme: String { cleartext ? "http" : "https" }
    /// How Martlet's demo and the peers are told.
    var serverSecurity: [String] { cleartext ? ["--plaintext"] : ["--tls-cert", certificate, "--tls-key", key] }

    init(cleartext: Bool) throws {
        self.cleartext = cleartext
        scratch = try Scratch()
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

    func remove() { scratch.remove() }
}
