import Foundation
import MartletTLS
import Testing

/// Against the openssl command, which shares our library but none of our code.
@Suite(.serialized, .timeLimit(.minutes(1))) struct OpenSSLPeerTests {
    private func clientCommand(_ port: Port, _ more: [String]) throws -> OpenSSLCommand {
        let roots = try TestCertificates.shared().path("ca.pem")
        return try OpenSSLCommand(
            ["s_client", "-connect", "127.0.0.1:\(port.number)", "-CAfile", roots, "-servername", "localhost"] + more)
    }

    private func serve(_ more: [String]) throws -> (OpenSSLCommand, Endpoint, HandshakeStep) {
        let port = try Port()
        let command = try clientCommand(port, more)
        let endpoint = try port.accept(TestCertificates.shared().server())
        endpoint.peer = command
        return (command, endpoint, endpoint.handshake())
    }

    @Test(arguments: [
        ["-tls1_3"], ["-tls1_2"], ["-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305"],
    ])
    func aClientThatSpeaksHTTP2IsServed(options: [String]) async throws {
        let (command, endpoint, step) = try serve(options + ["-alpn", "h2"])
        #expect(step.isComplete)
        command.type("hello")
        #expect(endpoint.read(6).0 == Array("hello\n".utf8))
        #expect(endpoint.write(Array("welcome\n".utf8)) == nil)
        #expect(await command.waits(for: "welcome"))
        #expect(command.output.contains("ALPN protocol: h2"))
        #expect(command.output.contains("Verify return code: 0 (ok)"))
        command.type("Q")
        #expect(endpoint.read(1).1.isClosed)
    }

    @Test(arguments: [[], ["-alpn", "http/1.1"], ["-alpn", "h2c,h3,grpc-exp"]])
    func aClientWithoutHTTP2IsRefusedWithItsAlert(options: [String]) async throws {
        let (command, endpoint, step) = try serve(options)
        #expect(step.error?.kind == .alpn)
        #expect(endpoint.session.negotiatedProtocol == nil)
        #expect(await command.waits(for: "alert no application protocol"))
    }

    @Test func anyPlaceInTheALPNListIsFound() async throws {
        let (_, endpoint, step) = try serve(["-alpn", "http/1.1,grpc-exp,h2"])
        #expect(step.isComplete)
        #expect(endpoint.session.negotiatedProtocol == "h2")
    }

    @Test(arguments: [
        ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"],
        ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256"],
        ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-SHA"],
        ["-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256:AES128-GCM-SHA256"],
    ])
    func oldVersionsAndForbiddenCiphersAreRefused(options: [String]) async throws {
        let (command, _, step) = try serve(options + ["-alpn", "h2"])
        #expect(step.error?.kind == .handshake)
        #expect(await command.waits(for: "alert"))
    }

    @Test func renegotiationIsRefused() async throws {
        let (command, endpoint, step) = try serve(["-tls1_2", "-alpn", "h2"])
        #expect(step.isComplete)
        command.type("before")
        #expect(endpoint.read(7).0 == Array("before\n".utf8))
        command.type("R")
        #expect(endpoint.read(1).0.isEmpty)
        #expect(await command.waits(for: "no renegotiation"))
    }

    @Test func aKeyUpdateIsFollowedAndAFloodIsNot() async throws {
        let (command, endpoint, step) = try serve(["-tls1_3", "-alpn", "h2"])
        #expect(step.isComplete)
        command.type("K")
        try await Task.sleep(for: .milliseconds(100))
        command.type("after")
        #expect(endpoint.read(6).0 == Array("after\n".utf8))
        #expect(endpoint.write(Array("answer\n".utf8)) == nil)
        #expect(await command.waits(for: "answer"))
        // Some may be read together, and count as one.
        for _ in 0..<20 {
            command.type("K")
            try await Task.sleep(for: .milliseconds(50))
        }
        let (bytes, outcome) = endpoint.read(1)
        #expect(bytes.isEmpty)
        #expect(outcome.error?.reason == "the peer changes keys too often")
    }

    @Test func aKilledClientIsACut() async throws {
        let (command, endpoint, step) = try serve(["-alpn", "h2"])
        #expect(step.isComplete)
        command.kill()
        #expect(endpoint.read(1).1.error?.kind == .truncated)
    }

    private func call(_ options: [String], name: String = "localhost") async throws -> Endpoint {
        let certificates = try TestCertificates.shared()
        let number = try Port().number
        let command = try OpenSSLCommand(
            [
                "s_server", "-accept", "127.0.0.1:\(number)", "-cert", certificates.path("server.pem"),
                "-key", certificates.path("server.key"), "-naccept", "1",
            ] + options)
        #expect(await command.waits(for: "ACCEPT"))
        let session = try TLSSession(client: certificates.client(), serverName: name)
        let endpoint = try Port.connect(number, session)
        endpoint.peer = command
        return endpoint
    }

    @Test(arguments: ["-tls1_3", "-tls1_2"])
    func aSessionIsTakenUpAgainWhereItWasMadeOnly(version: String) async throws {
        let certificates = try TestCertificates.shared()
        let (context, other) = (try certificates.server(), try certificates.server())
        let session = certificates.path("session\(version)")
        func connect(_ context: TLSContext, _ options: [String]) async throws -> String {
            let port = try Port()
            let command = try clientCommand(port, [version, "-alpn", "h2"] + options)
            let endpoint = try port.accept(context)
            #expect(endpoint.handshake().isComplete)
            // Tickets are read before what comes behind them.
            #expect(endpoint.write(Array("welcome\n".utf8)) == nil)
            #expect(await command.waits(for: "welcome"))
            command.type("Q")
            #expect(endpoint.read(1).1.isClosed)
            return command.output
        }
        #expect(try await connect(context, ["-sess_out", session]).contains("New, TLSv1."))
        #expect(try await connect(other, ["-sess_in", session]).contains("New, TLSv1."))
        #expect(try await connect(context, ["-sess_in", session]).contains("Reused, TLSv1."))
    }

    @Test(arguments: [(8, true), (30, false)]) func aServerMayGiveSomeTickets(count: Int, isFine: Bool) async throws {
        let endpoint = try await call(["-tls1_3", "-alpn", "h2", "-rev", "-num_tickets", "\(count)"])
        #expect(endpoint.handshake().isComplete)
        #expect(endpoint.write(Array("live\n".utf8)) == nil)
        let (bytes, outcome) = endpoint.read(5)
        #expect(bytes == (isFine ? Array("evil\n".utf8) : []))
        #expect((outcome.error?.reason == "the server sends too many session tickets") == !isFine)
    }

    @Test(arguments: [["-tls1_3"], ["-tls1_2"]]) func aServerThatSpeaksHTTP2IsCalled(options: [String]) async throws {
        let endpoint = try await call(options + ["-alpn", "h2", "-rev"])
        #expect(endpoint.handshake().isComplete)
        #expect(endpoint.session.version == (options == ["-tls1_3"] ? "TLSv1.3" : "TLSv1.2"))
        #expect(endpoint.write(Array("stressed\n".utf8)) == nil)
        #expect(endpoint.read(9).0 == Array("desserts\n".utf8))
        endpoint.closeNotify()
    }

    @Test func aServerWithoutHTTP2IsRefused() async throws {
        let silent = try await call(["-rev"])
        #expect(silent.handshake().error?.kind == .alpn)
        let other = try await call(["-rev", "-alpn", "http/1.1"])
        #expect(other.handshake().error?.kind == .alpn)
    }

    @Test func aServerWithForbiddenCiphersIsRefused() async throws {
        let endpoint = try await call(["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256", "-alpn", "h2"])
        #expect(endpoint.handshake().error?.kind == .handshake)
    }

    @Test func aServerAskingForACertificateGetsOurs() async throws {
        let certificates = try TestCertificates.shared()
        let context = try TLSContext.client(
            ClientTLS(certificates.trust("ca"), identity: certificates.identity("client")))
        let number = try Port().number
        let command = try OpenSSLCommand([
            "s_server", "-accept", "127.0.0.1:\(number)", "-cert", certificates.path("server.pem"), "-key",
            certificates.path("server.key"), "-alpn", "h2", "-Verify", "1", "-verify_return_error", "-CAfile",
            certificates.path("ca.pem"), "-rev", "-naccept", "1",
        ])
        #expect(await command.waits(for: "ACCEPT"))
        let endpoint = try Port.connect(number, TLSSession(client: context, serverName: "127.0.0.1"))
        #expect(endpoint.handshake().isComplete)
        #expect(endpoint.write(Array("live\n".utf8)) == nil)
        #expect(endpoint.read(5).0 == Array("evil\n".utf8))
        command.endInput()
    }
}
