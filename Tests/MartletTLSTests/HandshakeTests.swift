import MartletTLS
import Testing

@Suite struct HandshakeTests {
    @Test(arguments: [Int.max, 1, 7]) func bothSidesAgreeOnHTTP2HoweverTheBytesAreCut(step: Int) throws {
        var link = try Link.made()
        link.step = step
        let steps = link.handshake()
        #expect(steps.client.isComplete)
        #expect(steps.server.isComplete)
        for side in [link.client, link.server] {
            #expect(side.negotiatedProtocol == "h2")
            #expect(side.version == "TLSv1.3")
            #expect(side.cipher?.hasPrefix("TLS_") == true)
        }
    }

    @Test(arguments: [
        [UInt8]("GET / HTTP/1.1\r\nhost: x\r\n\r\n".utf8),
        [UInt8]("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8),
        [UInt8](repeating: 0, count: 100),
        [UInt8](repeating: 0xff, count: 100),
        [22, 3, 1, 0, 4, 1, 0, 0, 0],
        [22, 3, 1, 255, 255] + [UInt8](repeating: 1, count: 300),
    ])
    func garbageInsteadOfAHelloFailsTheHandshake(bytes: [UInt8]) throws {
        let server = try TLSSession(server: TestCertificates.shared().server())
        let step = bytes.withUnsafeBytes { lent in
            server.receive(lent)
            return server.handshake()
        }
        let error = try #require(step.error)
        #expect(error.kind == .handshake)
        #expect(!error.reason.isEmpty)
        // Broken stays broken, and nothing more is asked of OpenSSL.
        #expect(server.handshake().error == error)
        #expect(server.write([1]) == error)
        #expect(server.readOnce().1.error == error)
    }

    @Test func anEndOfStreamBeforeTheHandshakeIsSaidSo() throws {
        let server = try TLSSession(server: TestCertificates.shared().server())
        #expect(server.endOfStream()?.kind == .handshake)
    }

    @Test func nothingIsReadOrWrittenBeforeTheHandshake() throws {
        let link = try Link.made()
        #expect(link.client.write([1])?.kind == .handshake)
        #expect(link.client.readOnce().1.error?.kind == .handshake)
        link.client.closeNotify()
        #expect(link.client.output.isEmpty)
    }

    @Test func aContextServesItsOwnRoleOnly() throws {
        let certificates = try TestCertificates.shared()
        #expect(throws: TLSError.self) { try TLSSession(server: certificates.client()) }
        #expect(throws: TLSError.self) {
            try TLSSession(client: certificates.server(), serverName: "localhost")
        }
    }

    @Test func manySessionsLeaveNothingBehindInTheSharedBuffers() throws {
        let certificates = try TestCertificates.shared()
        let (client, server) = (try certificates.client(), try certificates.server())
        for _ in 0..<20 {
            let link = try Link(client: client, server: server)
            #expect(link.handshake().client.isComplete)
            #expect(link.client.output.isEmpty)
            #expect(link.client.output.baseAddress == nil)
        }
    }
}
