import Foundation
import MartletTLS
import Testing

@Suite struct ConfigurationTests {
    /// The error of making a server's context from two files.
    private func failure(_ chain: String, _ key: String, passphrase: String? = nil) throws -> TLSError {
        let certificates = try TestCertificates.shared()
        do throws(TLSError) {
            _ = try TLSContext.server(
                certificateChain: certificates.file(chain), privateKey: certificates.file(key),
                passphrase: passphrase)
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
        _ = try TLSContext.server(
            certificateChain: certificates.file("server.pem"), privateKey: certificates.file("locked.key"),
            passphrase: "secret")
    }

    @Test func anExpiredCertificateIsOnlyAWarning() throws {
        let certificates = try TestCertificates.shared()
        let context = try TLSContext.server(
            certificateChain: certificates.file("expired.pem"), privateKey: certificates.file("expired.key"))
        #expect(context.warnings.count == 1)
        #expect(context.warnings.first?.contains("has expired") == true)
        #expect(try certificates.server().warnings.isEmpty)
    }

    @Test func certificatesMayComeFromMemory() throws {
        let certificates = try TestCertificates.shared()
        func bytes(_ name: String) throws -> PEM {
            .bytes([UInt8](try Data(contentsOf: URL(fileURLWithPath: certificates.path(name)))))
        }
        let server = try TLSContext.server(
            certificateChain: bytes("server.pem"), privateKey: bytes("server.key"))
        let client = try TLSContext.client(trustRoots: .pem(bytes("ca.pem")))
        #expect(try Link(client: client, server: server).handshake().server.isComplete)
        do throws(TLSError) {
            _ = try TLSContext.client(trustRoots: .pem(.bytes([])))
            Issue.record("there is no root")
        } catch {
            #expect(error.kind == .configuration)
            #expect(error.file == nil)
        }
    }
}
