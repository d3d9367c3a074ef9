import Foundation
import MartletTLS
import TestPKI

/// Certificates made for this run by the openssl command, in a folder of their own.
struct TestCertificates {
    let folder: String

    private static let made = Result { try TestCertificates() }

    /// The run's certificates, made at first use.
    static func shared() throws -> TestCertificates {
        try made.get()
    }

    func path(_ name: String) -> String {
        name.hasPrefix("/") ? name : "\(folder)/\(name)"
    }

    func file(_ name: String) -> PEM {
        .file(path(name))
    }

    /// A certificate and its key.
    func identity(_ name: String) -> TLSIdentity {
        TLSIdentity(chain: file("\(name).pem"), key: file("\(name).key"))
    }

    /// Trust in one authority.
    func trust(_ name: String) -> TLSTrust {
        TLSTrust(.pem(file("\(name).pem")))
    }

    /// The usual server: for localhost, *.example.test and the loopback addresses.
    func server() throws -> TLSContext {
        try .server(ServerTLS(identity("server")))
    }

    /// A client that trusts the test authority only.
    func client() throws -> TLSContext {
        try .client(ClientTLS(trust("ca")))
    }

    private init() throws {
        folder = try certificateFolder()
        try makeAuthority("ca")
        try makeAuthority("other")
        let names = "DNS:localhost,DNS:*.example.test,DNS:f*.partial.test,IP:127.0.0.1,IP:::1"
        try makeLeaf("server", names: names)
        try makeLeaf("client", names: "DNS:client.example.test")
        try makeLeaf("expired", names: names, days: -1)
        try makeLeaf("only-cn", names: nil, subject: "/CN=localhost")
        try makeLeaf("stranger", names: names, authority: "other")
        try openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=self"
                + " -addext subjectAltName=DNS:localhost -keyout self.key -out self.pem")
        try openssl("pkcs8 -topk8 -v2 aes-256-cbc -passout pass:secret -in server.key -out locked.key")
        try openssl("x509 -in server.pem -outform DER -out server.der")
        try openssl("req -x509 -newkey rsa:1024 -nodes -days 2 -subj /CN=weak -keyout weak.key -out weak.pem")
        try makeDisorder()
        try Data().write(to: URL(fileURLWithPath: path("empty.pem")))
        let half = try Data(contentsOf: URL(fileURLWithPath: path("server.pem"))).prefix(200)
        try half.write(to: URL(fileURLWithPath: path("half.pem")))
        let damaged = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
        try damaged.write(toFile: path("damaged.pem"), atomically: true, encoding: .utf8)
    }

    private func makeAuthority(_ name: String) throws {
        try openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=\(name)"
                + " -addext keyUsage=critical,keyCertSign,cRLSign -keyout \(name).key -out \(name).pem")
    }

    private func makeLeaf(
        _ name: String, names: String?, authority: String = "ca", days: Int = 2, subject: String? = nil
    ) throws {
        let extensions =
            "basicConstraints=critical,CA:FALSE\n" + (names.map { "subjectAltName=\($0)\n" } ?? "")
        try extensions.write(toFile: path("\(name).ext"), atomically: true, encoding: .utf8)
        try openssl(
            "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj \(subject ?? "/CN=\(name)")"
                + " -keyout \(name).key -out \(name).csr")
        try openssl(
            "x509 -req -in \(name).csr -CA \(authority).pem -CAkey \(authority).key -days \(days)"
                + " -extfile \(name).ext -out \(name).pem")
    }

    /// `reversed.pem` and `shuffled.pem`: a chain that is not in its order, for `leaf.key`.
    private func makeDisorder() throws {
        let upper = try TestAuthority("upper", in: folder)
        try upper.authority("middle").issue("leaf", names: "DNS:localhost")
        try openssl("x509 -in leaf.pem -out leaf.alone")
        func join(_ names: [String], as name: String) throws {
            let parts = try names.map { try Data(contentsOf: URL(fileURLWithPath: path($0))) }
            try parts.reduce(Data(), +).write(to: URL(fileURLWithPath: path(name)))
        }
        try join(["middle.alone", "leaf.alone"], as: "reversed.pem")
        try join(["leaf.alone", "upper.pem", "middle.alone"], as: "shuffled.pem")
    }

    private func openssl(_ arguments: String) throws {
        try OpenSSL.run(arguments.split(separator: " ").map(String.init), in: folder)
    }
}

extension TLSContext {
    /// A context that nothing reloads.
    static func server(_ settings: ServerTLS) throws(TLSError) -> TLSContext {
        try TLSCredentials(server: settings).context
    }

    /// A context that nothing reloads.
    static func client(_ settings: ClientTLS) throws(TLSError) -> TLSContext {
        try TLSCredentials(client: settings).context
    }
}
