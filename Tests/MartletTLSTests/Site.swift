import Foundation
import MartletTLS
import TestPKI

/// A server's and a client's certificates of one test alone, to be changed as the test likes.
struct Site {
    let root: TestAuthority
    /// The credentials of both sides; a new handshake uses what they hold then.
    let server: TLSCredentials
    let client: TLSCredentials

    static let clientExtensions =
        TestAuthority.peerExtensions + TestAuthority.identifiers + ["extendedKeyUsage=clientAuth"]

    /// `server.pem` for localhost and `client.pem`, and what `prepare` makes beside them; `clients` is what the server
    /// asks for, given trust in the root.
    init(
        clients: (TestAuthority, TLSTrust) throws -> ClientCertificates = { _, _ in .off }, showing: String? = "client",
        prepare: (TestAuthority) throws -> Void = { _ in }
    ) throws {
        let root = try TestAuthority("root", in: certificateFolder())
        try root.issue("server", names: "DNS:localhost")
        try root.issue("client", names: "DNS:client.test", extensions: Self.clientExtensions)
        try prepare(root)
        let trust = TLSTrust(.pem(.file(root.path("root.pem"))))
        self.root = root
        server = try TLSCredentials(
            server: ServerTLS(Self.identity("server", of: root), clients: try clients(root, trust)))
        client = try TLSCredentials(
            client: ClientTLS(trust, identity: showing.map { Self.identity($0, of: root) }))
    }

    static func identity(_ name: String, of root: TestAuthority) -> TLSIdentity {
        TLSIdentity(chain: .file(root.path("\(name).pem")), key: .file(root.path("\(name).key")))
    }

    /// A client that shows another certificate.
    func client(showing name: String) throws -> TLSCredentials {
        try TLSCredentials(
            client: ClientTLS(
                TLSTrust(.pem(.file(root.path("root.pem")))), identity: Self.identity(name, of: root)))
    }

    func link(client: TLSCredentials? = nil, server: TLSCredentials? = nil) throws -> Link {
        try Link(client: (client ?? self.client).context, server: (server ?? self.server).context)
    }

    /// A complete handshake, and all that follows it.
    func connected(client: TLSCredentials? = nil, server: TLSCredentials? = nil) throws -> Link {
        let link = try link(client: client, server: server)
        let steps = link.handshake()
        guard steps.client.isComplete, steps.server.isComplete else {
            throw Refused(client: steps.client.error, server: steps.server.error)
        }
        return link
    }

    struct Refused: Error {
        let client: TLSError?
        let server: TLSError?
    }

    /// What the server says of a client.
    func refusal(of client: TLSCredentials? = nil) throws -> TLSError? {
        try link(client: client).handshake().server.error
    }

    func copy(_ from: String, over to: String) throws {
        try Data(contentsOf: URL(fileURLWithPath: root.path(from))).write(to: URL(fileURLWithPath: root.path(to)))
    }
}
