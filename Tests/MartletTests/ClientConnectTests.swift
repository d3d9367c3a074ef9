import Martlet
import Testing

/// A client connects when it is asked to, and says what it has carried.
@Suite struct ClientConnectTests {
    @Test(arguments: [false, true])
    func aClientConnectsBeforeItsFirstCall(tls: Bool) async throws {
        try await Loopback.run(tls: tls) { site in
            #expect(await site.client.statistics() == ClientStatistics())
            try await site.client.connect()
            let idle = await site.client.statistics()
            // The preface alone is 24 bytes, and a frame has 9 at the least.
            #expect(idle.connectionsOpened == 1 && idle.bytesSent >= 24 + 9 && idle.bytesReceived >= 9)
            try await site.client.connect()
            let text = String(repeating: "x", count: 10_000)
            _ = try await site.client.unary(NoteService.Methods.unary, Note(text))
            let used = await site.client.statistics()
            #expect(used.connectionsOpened == 1)
            #expect(used.bytesSent >= idle.bytesSent + 10_000 && used.bytesReceived >= idle.bytesReceived + 10_000)
        }
    }

    @Test func whoConnectsToNobodyIsToldWhy() async throws {
        let client = try Client("127.0.0.1:1", configuration: ClientConfiguration(security: .cleartext))
        for _ in 0..<2 {
            let error = try await #require(throws: RPCError.self) { try await client.connect() }
            #expect(error.code == .unavailable && error.message.contains("127.0.0.1:1"))
        }
        client.close()
        await #expect(throws: RPCError.self) { try await client.connect() }
    }
}
