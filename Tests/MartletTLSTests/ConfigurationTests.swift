import Foundation
import MartletTLS
import Testing

@Suite struct ConfigurationTests {
    /// The error of making a server's context from two files.
    private func failure(_ chain: String, _ key: String, passphrase: String? = nil) throws -> TLSError {
        let certificates = try TestCertificates.shared()
        do throws(TLSError) {
            let identity = TLSIdentity(
                chain: certificates.file(chain), key: certificates.file(key), passphrase: passphrase)
            _ = try TLSCredentials(server: ServerTLS(identity))
        } catch {
            return error
        }
        throw Unexpected()
    }

    private struct Unexpected: Error {}

    @Test(arguments: [
        ("missing.pem", "server.key", "missing.pem", "no such file"),
        ("server.pem", "missing.key", "missing.key", "no such file"),
        (".", "server.key", ".", "it is a directory"),
        ("server.der", "server.key", "server.der", "it holds no PEM certificate"),
        ("empty.pem", "server.key", "empty.pem", "it is empty"),
        ("half.pem", "server.key", "half.pem", "certificate 1 is damaged"),
        ("damaged.pem", "server.key", "damaged.pem", "certificate 1 is damaged"),
        ("server.key", "server.key", "server.key", "it holds no PEM certificate"),
        ("server.pem", "server.pem", "server.pem", "it holds no PEM private key"),
        ("server.pem", "client.key", "client.key", "the private key does not match the certificate"),
        ("reversed.pem", "leaf.key", "reversed.pem", "wrong order: certificate 2 is the one made for the key"),
        ("shuffled.pem", "leaf.key", "shuffled.pem", "certificate 2 (CN=upper) has not issued certificate 1"),
        ("/proc/self/mem", "server.key", "/proc/self/mem", "Input/output error"),
        ("server.pem", "locked.key", "locked.key", "the private key is encrypted"),
        ("weak.pem", "weak.key", "weak.pem", "key too small"),
    ])
    func whatIsWrongIsSaidWithTheFileAndTheRemedy(
        chain: String, key: String, file: String, reason: String
    ) throws {
        let error = try failure(chain, key)
        #expect(error.kind == .configuration)
        #expect(error.file == (try TestCertificates.shared().path(file)))
        #expect(error.reason.contains(reason))
        #expect(error.advice?.isEmpty == false)
        #expect(error.description.hasPrefix("TLS configuration: "))
    }

    @Test func aWrongPassphraseIsToldFromAMissingOne() throws {
        #expect(try failure("server.pem", "locked.key", passphrase: "guess").reason == "wrong passphrase")
        let certificates = try TestCertificates.shared()
        let locked = TLSIdentity(
            chain: certificates.file("server.pem"), key: certificates.file("locked.key"), passphrase: "secret")
        _ = try TLSCredentials(server: ServerTLS(locked))
    }

    @Test func anExpiredCertificateIsOnlyAWarning() throws {
        let certificates = try TestCertificates.shared()
        let warnings = try TLSCredentials(server: ServerTLS(certificates.identity("expired"))).warnings
        #expect(warnings.count == 1)
        #expect(warnings.first?.contains("has expired") == true)
        #expect(try TLSCredentials(server: ServerTLS(certificates.identity("server"))).warnings.isEmpty)
    }

    @Test func certificatesMayComeFromMemory() throws {
        let certificates = try TestCertificates.shared()
        func bytes(_ name: String) throws -> PEM {
            .bytes([UInt8](try Data(contentsOf: URL(fileURLWithPath: certificates.path(name)))))
        }
        let identity = TLSIdentity(chain: try bytes("server.pem"), key: try bytes("server.key"))
        let server = try TLSContext.server(ServerTLS(identity))
        let client = try TLSContext.client(ClientTLS(TLSTrust(.pem(bytes("ca.pem")))))
        #expect(try Link(client: client, server: server).handshake().server.isComplete)
        do throws(TLSError) {
            _ = try TLSCredentials(client: ClientTLS(TLSTrust(.pem(.bytes([])))))
            Issue.record("there is no root")
        } catch {
            #expect(error.kind == .configuration)
            #expect(error.file == nil)
        }
    }
}
