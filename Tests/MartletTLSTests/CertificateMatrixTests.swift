import MartletTLS
import TestPKI
import Testing

/// Which certificates are believed: exactly these.
@Suite struct CertificateMatrixTests {
    @Test(arguments: MatrixCase.names + MatrixCase.rules)
    func aServerIsBelievedWithExactlyTheRightCertificate(row: MatrixCase) throws {
        let matrix = try Matrix.shared()
        let error = try matrix.handshake(identity: row.file, asked: row.asked).client.error
        guard let refusal = row.refusal else {
            #expect(error == nil)
            return
        }
        #expect(error?.kind == .certificateVerification)
        #expect(error?.reason.contains(refusal) == true, "\(error?.reason ?? "accepted")")
    }

    @Test(arguments: [
        ("chain of 4", nil), ("chain of 5", "certificate chain too long"),
        ("expired", "certificate has expired"), ("early", "certificate is not yet valid"),
        ("below a peer", "invalid CA certificate"), ("beyond its length", "path length constraint exceeded"),
        ("outside of its names", "permitted subtree violation"), ("below no signer", "CA"),
        ("of a stranger", "unable to get local issuer certificate"), ("self-signed", "self-signed certificate"),
        ("without its issuer", "unable to get local issuer certificate"),
        ("of a loose root", "CA cert does not include key usage extension (setting isStrict)"),
    ] as [(String, String?)])
    func aServerIsBelievedWithExactlyTheRightChain(name: String, refusal: String?) throws {
        let error = try Matrix.shared().handshake(identity: name, asked: "api.example.test").client.error
        #expect(error?.reason.contains(refusal ?? "") != false || refusal == nil)
        #expect((error == nil) == (refusal == nil), "\(error?.reason ?? "accepted")")
        if let refusal { #expect(error?.reason.contains(refusal) == true, "\(error?.reason ?? "accepted")") }
    }

    @Test(arguments: ["an authority's own", "without its issuer's key", "of a loose root"])
    func whatStrictCheckingRefusesIsAcceptedWithoutIt(name: String) throws {
        let matrix = try Matrix.shared()
        #expect(try matrix.handshake(identity: name, asked: "api.example.test", isStrict: false).client.isComplete)
    }

    /// A self-signed certificate that is trusted itself is nobody else's.
    @Test func aPinnedCertificateIsBelievedThoughItIsAnAuthoritys() throws {
        let matrix = try Matrix.shared()
        let server = try TLSContext.server(ServerTLS(matrix.identity("self-signed")))
        let client = try TLSContext.client(ClientTLS(TLSTrust(.pem(matrix.file("self-signed.pem")))))
        #expect(try Link(client: client, server: server, name: "api.example.test").handshake().client.isComplete)
    }

    @Test(arguments: [
        ("client", nil), ("nobody", nil), ("for both", nil), ("the name itself", nil),
        ("for servers", "unsuitable certificate purpose"), ("expired", "certificate has expired"),
        ("of a stranger", "unable to get local issuer certificate"), ("self-signed", "self-signed certificate"),
        ("an authority's own", "it is an authority's"), ("chain of 5", "certificate chain too long"),
        ("without its issuer", "unable to get local issuer certificate"),
        ("", "peer did not return a certificate"),
    ] as [(String, String?)])
    func aClientIsBelievedWithExactlyTheRightCertificate(name: String, refusal: String?) throws {
        let matrix = try Matrix.shared()
        let server = try TLSContext.server(
            ServerTLS(matrix.identity("the name itself"), clients: .required(matrix.trust())))
        let client = try TLSContext.client(
            ClientTLS(matrix.trust(), identity: name.isEmpty ? nil : matrix.identity(name)))
        let error = try Link(client: client, server: server, name: "api.example.test").handshake().server.error
        #expect((error == nil) == (refusal == nil), "\(error?.reason ?? "accepted")")
        if let refusal { #expect(error?.reason.contains(refusal) == true, "\(error?.reason ?? "accepted")") }
    }
}
