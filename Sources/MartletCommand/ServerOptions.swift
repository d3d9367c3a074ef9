import ArgumentParser
import Martlet
import MartletTLS

/// How a server is reached.
struct ServerOptions: ParsableArguments {
    @Flag(help: "Speak HTTP/2 without TLS.")
    var plaintext = false

    @Option(help: ArgumentHelp("Authorities to trust, in PEM; default: the system's.", valueName: "file"))
    var ca: String?

    @Option(help: ArgumentHelp("Certificate chain to show to the server, in PEM, leaf first.", valueName: "file"))
    var cert: String?

    @Option(help: ArgumentHelp("The private key of --cert, in PEM.", valueName: "file"))
    var key: String?

    @Option(help: "Name to verify in the server's certificate instead of the target's.")
    var serverName: String?

    func validate() throws {
        guard (cert == nil) == (key == nil) else {
            throw ValidationError("--cert and --key belong together: give both or neither.")
        }
        guard !plaintext || (ca == nil && cert == nil && serverName == nil) else {
            throw ValidationError("--plaintext has no use for --ca, --cert, --key and --server-name: leave them out.")
        }
    }

    var security: ClientSecurity {
        if plaintext { return .cleartext }
        var identity: TLSIdentity?
        if let cert, let key { identity = TLSIdentity(chain: .file(cert), key: .file(key)) }
        return .tls(
            trustRoots: ca.map { .pem(.file($0)) } ?? .system, identity: identity, serverName: serverName)
    }
}
