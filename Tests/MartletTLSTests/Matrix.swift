import Foundation
import MartletTLS
import TestPKI

/// The certificates of the matrix, made at first use.
struct Matrix: Sendable {
    private let root: TestAuthority

    private static let made = Result { try Matrix() }
    static func shared() throws -> Matrix { try made.get() }

    func file(_ name: String) -> PEM { .file(root.path(name)) }

    /// By the title of a case or by file.
    func identity(_ name: String) -> TLSIdentity {
        let file = (MatrixCase.names + MatrixCase.rules).first { $0.title == name }?.file ?? name
        return TLSIdentity(chain: self.file("\(file).pem"), key: self.file("\(file).key"))
    }

    func trust(isStrict: Bool = true) -> TLSTrust { TLSTrust(.pem(file("roots.pem")), isStrict: isStrict) }

    func handshake(
        identity name: String, asked: String, isStrict: Bool = true
    ) throws -> (client: HandshakeStep, server: HandshakeStep) {
        let server = try TLSContext.server(ServerTLS(identity(name)))
        let client = try TLSContext.client(ClientTLS(trust(isStrict: isStrict)))
        return try Link(client: client, server: server, name: asked).handshake()
    }

    private init() throws {
        root = try TestAuthority("root", in: certificateFolder())
        try root.issue("client", names: "DNS:client.test", extensions: Self.clientExtensions)
        try root.issue("nobody", extensions: Self.clientExtensions)
        for row in MatrixCase.names + MatrixCase.rules {
            try root.issue(
                row.file, names: row.names, subject: row.subject, extensions: row.extensions, key: "client")
        }
        try makeChains()
        try makeTimes()
        let stranger = try TestAuthority("stranger", in: root.folder)
        try stranger.issue("of a stranger", names: Self.name)
        let loose = try TestAuthority("loose", in: root.folder, extensions: ["basicConstraints=critical,CA:TRUE"])
        try loose.issue("of a loose root", names: Self.name)
        _ = try TestAuthority(
            "self-signed", in: root.folder,
            extensions: [
                "basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,digitalSignature",
                "subjectAltName=\(Self.name)",
            ])
        let roots = try [root.name, loose.name].map {
            try Data(contentsOf: URL(fileURLWithPath: root.path("\($0).pem")))
        }
        try roots.reduce(Data(), +).write(to: URL(fileURLWithPath: root.path("roots.pem")))
    }

    private static let name = "DNS:api.example.test"
    private static let clientExtensions =
        TestAuthority.peerExtensions + TestAuthority.identifiers + ["extendedKeyUsage=clientAuth"]

    private func makeTimes() throws {
        try root.issue("expired", names: Self.name, from: -7200, until: -3600)
        try root.issue("early", names: Self.name, from: 3600, until: 7200)
    }

    private func makeChains() throws {
        var authority = root
        for depth in 1...5 {
            authority = try authority.authority("depth \(depth)")
            if depth >= 4 { try authority.issue("chain of \(depth)", names: Self.name) }
            if depth == 1 {
                try authority.issue("without its issuer", names: Self.name)
                try root.openssl(["x509", "-in", "without its issuer.pem", "-out", "without its issuer.pem"])
            }
        }
        let peer = try root.authority("peer", extensions: TestAuthority.peerExtensions + TestAuthority.identifiers)
        try peer.issue("below a peer", names: Self.name)
        let short = try root.authority("short", extensions: Self.authority("CA:TRUE,pathlen:0"))
        try short.authority("too deep").issue("beyond its length", names: Self.name)
        let narrow = try root.authority(
            "narrow", extensions: Self.authority("CA:TRUE") + ["nameConstraints=critical,permitted;DNS:other.test"])
        try narrow.issue("outside of its names", names: Self.name)
        let signer = try root.authority(
            "no signer",
            extensions: ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,cRLSign"] + TestAuthority.identifiers)
        try signer.issue("below no signer", names: Self.name)
    }

    private static func authority(_ constraints: String) -> [String] {
        ["basicConstraints=critical,\(constraints)", "keyUsage=critical,keyCertSign,cRLSign"]
            + TestAuthority.identifiers
    }
}
