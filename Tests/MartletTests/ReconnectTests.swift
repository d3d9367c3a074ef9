import Martlet
import MartletEventLoop
import Synchronization
import Testing

@testable import struct Martlet.Target
@testable import class Martlet.Channel
@testable import class Martlet.ClientCall

/// Attempts to connect: when the next one may begin, and what ends them (gRPC, "Connection Backoff Protocol").
@Suite struct ReconnectTests {
    private func client(of server: BluntServer) throws -> Client {
        try Client("127.0.0.1:\(server.port)", configuration: ClientConfiguration(security: .cleartext))
    }

    private func fails(_ client: Client, _ options: CallOptions) async -> RPCError? {
        await #expect(throws: RPCError.self) {
            try await client.unary(NoteService.Methods.unary, Note(), options: options)
        }
    }

    @Test func theBackoffGrowsUntilSettingsArrive() async throws {
        let server = try BluntServer(.closing)
        let client = try client(of: server)
        let patient = Task { await fails(client, CallOptions(timeout: .seconds(30), waitForReady: true)) }
        while server.arrivals.count < 2 { try await Task.sleep(for: .milliseconds(10)) }
        server.change(to: .saying(BluntServer.settings))
        while server.arrivals.count < 3 { try await Task.sleep(for: .milliseconds(10)) }
        #expect(server.gaps[0] > .seconds(0.75), "1 s, give or take a fifth")
        #expect(server.gaps[1] > .seconds(1.25), "1.6 s, give or take a fifth")

        try await Task.sleep(for: .milliseconds(200))  // the call is on its way
        server.change(to: .closing)
        #expect(await patient.value?.code == .unavailable, "the connection was lost")
        // Without them the third wait would be 2.56 s, the fourth 4.1 s, give or take a fifth.
        let late = await fails(client, CallOptions(timeout: .seconds(3), waitForReady: true))
        #expect(late?.code == .deadlineExceeded)
        try #require(server.gaps.count >= 5)
        #expect(server.gaps[2] < .seconds(2), "a connection that was ready is made anew at once")
        #expect(server.gaps[3] < .seconds(0.75), "and once more, for another server may be there by now")
        #expect(server.gaps[4] > .seconds(0.75) && server.gaps[4] < .seconds(3), "SETTINGS set it back to 1 s")
        client.close()
        await server.stop()
    }

    @Test func aServerThatTakesNoCallIsNotAskedWithoutEnd() async throws {
        let server = try BluntServer(.saying(BluntServer.settings + BluntServer.goAway))
        let client = try client(of: server)
        let start = ContinuousClock.now
        let impatient = await fails(client, .deadline(.seconds(10)))
        #expect(impatient?.code == .unavailable)
        #expect(impatient?.message.contains("going away") == true)
        let patient = await fails(client, CallOptions(timeout: .milliseconds(300), waitForReady: true))
        #expect(patient?.code == .deadlineExceeded)
        // Five times at once; then after a second, give or take a fifth.
        #expect(server.arrivals.count <= 6 + Int((ContinuousClock.now - start) / .seconds(0.8)))
        client.close()
        await server.stop()
    }

    @Test func headersTooLargeToSendFailTheCallAndKeepTheConnection() async throws {
        try await Loopback.run { loopback in
            var metadata = Metadata()
            for index in 0..<70 { metadata.add("k\(index)", String(repeating: "x", count: 1000)) }
            let error = await fails(loopback.client, CallOptions(timeout: .seconds(10), metadata: metadata))
            #expect(error?.code == .resourceExhausted)
            #expect(error?.message.contains("headers") == true)
            let reply = try await loopback.client.unary(NoteService.Methods.unary, Note("x"))
            #expect(reply.text == "x")
        }
    }

    /// An attempt was given up while it still asked for addresses; what it learns must not disturb the next.
    @Test func addressesThatComeTooLateAreIgnored() throws {
        let loop = EventLoop(manual: MonotonicTime(nanoseconds: 1_000_000_000))
        let asked = Mutex<[@Sendable (Result<[SocketAddress], RPCError>) -> Void]>([])
        let channel = try Channel(
            target: Target("slow.test:1"), configuration: ClientConfiguration(security: .cleartext), loop: loop
        ) { _, _, completion in asked.withLock { $0.append(completion) } }
        let first = start(on: channel)
        loop.advance(by: .seconds(20))
        #expect(first.failure?.message.contains("no answer in time") == true)
        loop.advance(by: .seconds(2))
        let (stale, current) = try asked.withLock { asked in
            try #require(asked.count == 2)
            return (asked[0], asked[1])
        }
        loop.onLoop { stale(.failure(RPCError(.unavailable, "stale"))) }
        #expect(start(on: channel).failure?.message.contains("no answer in time") == true)
        loop.onLoop { current(.failure(RPCError(.unavailable, "current"))) }
        #expect(start(on: channel).failure?.message == "current")
        loop.onLoop { channel.close() }
    }

    private func start(on channel: Channel) -> ClientCall {
        let call = ClientCall(path: NoteService.Methods.unary.path, options: CallOptions(), channel: channel)
        channel.loop.onLoop { call.begin() }
        return call
    }
}
