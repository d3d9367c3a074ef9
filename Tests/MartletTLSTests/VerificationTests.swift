import MartletTLS
import Testing

@Suite struct VerificationTests {
    private func clientError(server name: String, asking host: String = "localhost") throws -> TLSError? {
        let certificates = try TestCertificates.shared()
        let server = try TLSContext.server(ServerTLS(certificates.identity(name)))
        let link = try Link(client: certificates.client(), server: server, name: host)
        let steps = link.handshake()
        #expect(steps.client.isComplete == (steps.client.error == nil))
        if steps.client.error != nil {
            // The server learns it from an alert.
            #expect(!steps.server.isComplete || link.server.readOnce().1.error != nil)
        }
        return steps.client.error
    }

    @Test(arguments: ["localhost", "LOCALHOST", "localhost.", "a.example.test", "127.0.0.1", "::1", "[::1]"])
    func namesOfTheCertificateAreAccepted(name: String) throws {
        #expect(try clientError(server: "server", asking: name) == nil)
    }

    @Test(arguments: [
        "example.org", "example.test", "a.b.example.test", "foo.partial.test", "127.0.0.2", "::2", "localhost.test",
    ])
    func otherNamesAreRefused(name: String) throws {
        let error = try #require(try clientError(server: "server", asking: name))
        #expect(error.kind == .certificateVerification)
        #expect(error.reason.contains("mismatch"))
        #expect(error.reason.contains("'\(name)'"))
    }

    @Test func theCommonNameIsNoName() throws {
        #expect(try clientError(server: "only-cn")?.kind == .certificateVerification)
    }

    @Test(arguments: [
        ("stranger", "unable to get local issuer certificate"),
        ("self", "self-signed certificate"),
        ("expired", "certificate has expired"),
    ])
    func certificatesThatCannotBeTrustedAreRefusedWithTheReason(name: String, reason: String) throws {
        let error = try #require(try clientError(server: name))
        #expect(error.kind == .certificateVerification)
        #expect(error.reason.contains(reason))
    }

    @Test func theSystemsRootsDoNotKnowTheTestAuthority() throws {
        let certificates = try TestCertificates.shared()
        let link = try Link(client: .client(ClientTLS()), server: certificates.server())
        #expect(link.handshake().client.error?.kind == .certificateVerification)
    }

    @Test(arguments: [
        "", "a b", ".example.test", "a..example.test", String(repeating: "a", count: 64) + ".test", "exa\0mple",
        "é.test", "a/b", String(repeating: "a", count: 300),
    ])
    func aServerNameMustBeAName(name: String) throws {
        let client = try TestCertificates.shared().client()
        do throws(TLSError) {
            _ = try TLSSession(client: client, serverName: name)
            Issue.record("it is no name")
        } catch {
            #expect(error.kind == .configuration)
        }
    }
}
