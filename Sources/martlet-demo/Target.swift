import ArgumentParser
import Martlet

/// Where a client command finds its server.
struct Target: ParsableArguments {
    @Option(help: "Host name or IP address of the server.")
    var host = "localhost"

    @Option(help: "Port of the server.")
    var port: UInt16 = 8443

    @Option(help: ArgumentHelp("Authorities to trust, in PEM; default: the system's.", valueName: "file"))
    var ca: String?

    @Option(help: "Name to verify in the server's certificate instead of the host.")
    var serverName: String?

    @Flag(help: "Speak HTTP/2 without TLS.")
    var plaintext = false
}

extension Target {
    /// A client for that server.
    func connect() throws -> Client {
        let roots = ca.map { TrustRoots.pem(.file($0)) } ?? .system
        let security: ClientSecurity = plaintext ? .cleartext : .tls(trustRoots: roots, serverName: serverName)
        return try Client("dns:///\(host):\(port)", configuration: ClientConfiguration(security: security))
    }
}
