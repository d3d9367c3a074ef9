public import Foundation

/// A certificate authority that lives in a folder: `NAME.pem` and `NAME.key` of itself and of all that it issues. One
/// caller at a time.
public struct TestAuthority: Sendable {
    public let folder: String
    public let name: String
    /// From the issued certificate's authority up to, and without, the root.
    let chain: [String]

    /// What an authority's certificate says by default: all that strict checking asks for.
    public static let authorityExtensions = [
        "basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign",
    ]
    /// What a peer's certificate says beside its names.
    public static let peerExtensions = ["basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature"]
    /// The two identifiers that strict checking asks for.
    public static let identifiers = ["subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid:always"]

    /// A root.
    public init(
        _ name: String, in folder: String, extensions: [String] = TestAuthority.authorityExtensions
    ) throws {
        self.init(name, folder, chain: [])
        try writeConfiguration()
        try openssl(
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
                + ["-config", "\(name).cnf", "-subj", "/CN=\(name)", "-keyout", "\(name).key", "-out", "\(name).pem"]
                + ["-addext", "subjectKeyIdentifier=hash"] + extensions.flatMap { ["-addext", $0] })
    }

    /// A root, or an authority below one, that was made before; what it issues comes without a chain.
    public static func existing(_ name: String, in folder: String) -> TestAuthority {
        TestAuthority(name, folder, chain: [])
    }

    private init(_ name: String, _ folder: String, chain: [String]) {
        self.folder = folder
        self.name = name
        self.chain = chain
    }

    public func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// Issues a certificate: `NAME.pem`, with the authorities below the root behind it, and `NAME.key`.
    ///
    /// - Parameters:
    ///   - names: alternative names in openssl's words ("DNS:localhost"), or nil for none.
    ///   - extensions: what else it says, one line each.
    ///   - key: the name of an existing key to use.
    ///   - from, until: its time, in seconds from now.
    public func issue(
        _ name: String, names: String? = nil, subject: String? = nil,
        extensions: [String] = TestAuthority.peerExtensions + TestAuthority.identifiers, key: String? = nil,
        from: TimeInterval = -60, until: TimeInterval = 86_400, options: [String] = []
    ) throws {
        let names = names.map { ["subjectAltName=\($0)"] } ?? []
        let lines = (extensions + names).joined(separator: "\n")
        try lines.write(toFile: path("\(name).ext"), atomically: true, encoding: .utf8)
        let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "\(name).key"]
        try openssl(
            ["req", "-new", "-config", "\(self.name).cnf", "-subj", subject ?? "/CN=\(name)", "-out", "\(name).csr"]
                + (key.map { ["-key", "\($0).key"] } ?? newKey))
        try openssl(
            ["ca", "-batch", "-config", "\(self.name).cnf", "-in", "\(name).csr", "-out", "\(name).pem", "-notext"]
                + ["-extfile", "\(name).ext", "-startdate", Self.date(from), "-enddate", Self.date(until)] + options)
        if let key { try FileManager.default.copyItem(atPath: path("\(key).key"), toPath: path("\(name).key")) }
        for issuer in chain { try append(issuer, to: name) }
    }

    /// An authority below this one.
    public func authority(
        _ name: String, extensions: [String] = TestAuthority.authorityExtensions + TestAuthority.identifiers
    ) throws -> TestAuthority {
        try issue(name, extensions: extensions)
        // What it issued alone; its own chain is put behind what it issues.
        try openssl(["x509", "-in", "\(name).pem", "-out", "\(name).alone"])
        let authority = TestAuthority(name, folder, chain: [name] + chain)
        try authority.writeConfiguration()
        return authority
    }

    /// Writes `NAME.crl`: the list of what was revoked so far.
    public func writeRevocationList(_ name: String, days: Int = 2) throws {
        try openssl(
            ["ca", "-config", "\(self.name).cnf", "-gencrl", "-out", "\(name).crl"]
                + (days >= 0 ? ["-crldays", "\(days)"] : ["-crl_lastupdate", Self.date(-86_400 * 2)]
                    + ["-crl_nextupdate", Self.date(-86_400)]))
    }

    public func revoke(_ name: String) throws {
        try openssl(["ca", "-config", "\(self.name).cnf", "-revoke", "\(name).pem"])
    }

    @discardableResult
    public func openssl(_ arguments: [String]) throws -> String { try OpenSSL.run(arguments, in: folder) }

    private func append(_ issuer: String, to name: String) throws {
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path("\(name).pem")))
        defer { try? file.close() }
        try file.seekToEnd()
        try file.write(contentsOf: Data(contentsOf: URL(fileURLWithPath: path("\(issuer).alone"))))
    }

    private func writeConfiguration() throws {
        let text = """
            [req]
            distinguished_name = subject
            [subject]
            [ca]
            default_ca = authority
            [authority]
            database = \(name).index
            new_certs_dir = .
            certificate = \(name).pem
            private_key = \(name).key
            rand_serial = yes
            default_md = sha256
            default_days = 2
            unique_subject = no
            policy = any
            string_mask = utf8only
            [any]
            organizationName = optional
            commonName = optional
            """
        try text.write(toFile: path("\(name).cnf"), atomically: true, encoding: .utf8)
        try "".write(toFile: path("\(name).index"), atomically: true, encoding: .utf8)
    }

    /// In the form of ASN.1's GeneralizedTime.
    private static func date(_ offset: TimeInterval) -> String {
        var seconds = time_t(Date().timeIntervalSince1970 + offset)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        return String(
            format: "%04d%02d%02d%02d%02d%02dZ", Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday),
            Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec))
    }
}
