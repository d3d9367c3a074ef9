import Logging
import Martlet
import Testing

/// Draining, reconnecting, and targets that can't be reached.
@Suite struct ConnectionLifeTests {
    @Test func callsInFlightFinishWhileTheServerDrains() async throws {
        let (events, report) = AsyncStream.makeStream(of: Void.self)
        let service = NoteService(unary: { note, _ in
            report.yield()
            try await Task.sleep(for: .milliseconds(300))
            return note
        })
        try await Loopback.run(service) { loopback in
            let client = loopback.client
            let task = Task { try await client.unary(NoteService.Methods.unary, Note("finish me")) }
            var iterator = events.makeAsyncIterator()
            _ = await iterator.next()
            await loopback.server.shutDown()
            let reply = try await task.value
            #expect(reply.text == "finish me")
        }
    }

    @Test func theGraceCutsWhatDoesNotFinish() async throws {
        let (events, report) = AsyncStream.makeStream(of: Void.self)
        let service = NoteService(unary: { note, _ in
            report.yield()
            try? await Task.sleep(for: .seconds(60))
            return note
        })
        try await Loopback.run(service, shutdownGrace: .milliseconds(100)) { loopback in
            let client = loopback.client
            let task = Task { try await client.unary(NoteService.Methods.unary, Note()) }
            var iterator = events.makeAsyncIterator()
            _ = await iterator.next()
            let start = ContinuousClock.now
            await loopback.server.shutDown()
            #expect(ContinuousClock.now - start < .seconds(10))
            let error = await #expect(throws: RPCError.self) { try await task.value }
            #expect(error?.code == .unavailable)
        }
    }

    @Test func theClientConnectsAnewAfterTheServerCameBack() async throws {
        let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        func server(port: UInt16) -> Server {
            Server(
                ServerConfiguration(
                    address: .tcp("127.0.0.1", port: port), tls: .cleartext, loops: 1, shutdownGrace: .seconds(1),
                    logger: quiet),
                services: [NoteService()])
        }
        let first = server(port: 0)
        let port = try #require(try first.start().first?.port)
        let client = try Client("127.0.0.1:\(port)", configuration: ClientConfiguration(security: .cleartext))
        #expect(try await client.unary(NoteService.Methods.unary, Note("one")).text == "one")
        await first.shutDown()
        let second = server(port: port)
        try second.start()
        let options = CallOptions(timeout: .seconds(30), waitForReady: true)
        #expect(try await client.unary(NoteService.Methods.unary, Note("two"), options: options).text == "two")
        client.close()
        await second.shutDown()
    }

    @Test func aServerThatIsNotThereIsUnavailableAtOnce() async throws {
        let client = try Client("127.0.0.1:1", configuration: ClientConfiguration(security: .cleartext))
        let start = ContinuousClock.now
        for _ in 0..<2 {
            let error = await #expect(throws: RPCError.self) {
                try await client.unary(NoteService.Methods.unary, Note())
            }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains("127.0.0.1:1") == true)
        }
        #expect(ContinuousClock.now - start < .seconds(5))
        client.close()
    }

    @Test func aCallThatWaitsForReadyStillHasItsDeadline() async throws {
        let client = try Client("127.0.0.1:1", configuration: ClientConfiguration(security: .cleartext))
        let error = await #expect(throws: RPCError.self) {
            try await client.unary(
                NoteService.Methods.unary, Note(),
                options: CallOptions(timeout: .milliseconds(300), waitForReady: true))
        }
        #expect(error?.code == .deadlineExceeded)
        client.close()
    }

    @Test func aCertificateForAnotherNameIsRefused() async throws {
        try await Loopback.run(tls: true) { loopback in
            let roots = TrustRoots.pem(.file(try Certificates.shared().root))
            let client = try Client(
                "127.0.0.1:\(loopback.port)",
                configuration: ClientConfiguration(security: .tls(trustRoots: roots, serverName: "elsewhere.example")))
            let error = await #expect(throws: RPCError.self) {
                try await client.unary(NoteService.Methods.unary, Note())
            }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains("TLS") == true)
            client.close()
        }
    }

    @Test func aClosedClientRefusesCalls() async throws {
        try await Loopback.run { loopback in
            _ = try await loopback.client.unary(NoteService.Methods.unary, Note())
            loopback.client.close()
            let error = await #expect(throws: RPCError.self) {
                try await loopback.client.unary(NoteService.Methods.unary, Note())
            }
            #expect(error?.code == .unavailable)
        }
    }

    @Test(arguments: ["", "host:port", "dns://server/name", "unix:", "[::1", "a/b", "host:99999"])
    func targetsThatMakeNoSenseAreErrors(target: String) {
        #expect(throws: RuntimeError.self) { try Client(target) }
    }
}
