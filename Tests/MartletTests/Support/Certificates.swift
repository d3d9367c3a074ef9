import Foundation
import Glibc

/// Certificates for loopback, made once per test run by the `openssl` command.
struct Certificates: Sendable {
    let root: String
    let chain: String
    let key: String

    static func shared() throws -> Certificates { try made.get() }

    private static let made = Result { try make() }

    private static func make() throws -> Certificates {
        let folder = FileManager.default.temporaryDirectory.appending(path: "martlet-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = { (name: String) in folder.appending(path: name).path }
        try openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-keyout", path("key.pem"), "-out", path("cert.pem"), "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1")
        return Certificates(root: path("cert.pem"), chain: path("cert.pem"), key: path("key.pem"))
    }

    /// Waits with `waitpid`: Foundation's `Process.waitUntilExit` may miss the exit on a thread without a run loop.
    private static func openssl(_ arguments: String...) throws {
        let words = (["openssl"] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        var pid: pid_t = 0
        guard posix_spawnp(&pid, "openssl", nil, nil, words + [nil], environ) == 0 else {
            throw CocoaError(.executableNotLoadable)
        }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else { throw CocoaError(.executableLoad) }
    }
}
