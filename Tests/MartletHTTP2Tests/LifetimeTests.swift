import MartletHTTP2
import RawHTTP2
import Testing

/// Who holds what, and for how long.
@Suite struct LifetimeTests {
    private final class Owner {}

    @Test func anOwnerIsLetGoAfterItsStreamClosed() throws {
        let pair = try Pair()
        ExchangeTests.echo(pair.server)
        weak var owner: Owner?
        var strong: Owner? = Owner()
        owner = strong
        let stream = try pair.client.session.request(.call, endStream: true, owner: strong)
        strong = nil
        #expect(owner != nil)
        var seen = false
        pair.client.onEvent = { _, event in
            if case .streamClosed(let stream, _) = event { seen = stream.owner is Owner }
        }
        try pair.pump()
        #expect(seen && owner == nil && stream.owner == nil)
    }

    @Test func aDeletedSessionLeavesNoStreamAndNoOwner() throws {
        weak var stream: HTTP2Stream?
        weak var owner: Owner?
        weak var waiting: HTTP2Stream?
        do {
            let client = try Side.greetedClient(settings: [.maxConcurrentStreams(1)])
            let held = Owner()
            owner = held
            stream = try client.session.request(.call, endStream: false, owner: held)
            waiting = try client.session.request(.call, endStream: false, owner: held)
            _ = client.produce()
            if let stream { client.session.write(stream, .zeros(100_000)) }
            #expect(stream != nil && waiting != nil)
        }
        #expect(stream == nil && owner == nil && waiting == nil)
    }

    @Test func aStreamThatOutlivesItsSessionIsHarmless() throws {
        var stream: HTTP2Stream?
        do {
            let client = try Side.greetedClient()
            stream = try client.session.request(.call, endStream: false, owner: nil)
            if let stream { client.session.write(stream, .zeros(5000)) }
        }
        #expect(stream?.isClosed == true && stream?.bufferedByteCount == 0)
    }

    @Test func aStreamObjectServesAgainUnlessSomebodyHoldsIt() throws {
        let server = try Side.greetedServer()
        func serve(_ id: UInt32) throws -> ObjectIdentifier {
            try server.receive(.headers(id, .plainRequest, endStream: true))
            let stream = try #require(server.open[id])
            server.session.respond(stream, .reply, endStream: true)
            let identity = ObjectIdentifier(stream)
            _ = server.produce()
            return identity
        }
        let first = try serve(1)
        #expect(try serve(3) == first)
        try server.receive(.headers(5, .plainRequest, endStream: true))
        let held = try #require(server.open[5])
        server.session.respond(held, .reply, endStream: true)
        _ = server.produce()
        #expect(try serve(7) != ObjectIdentifier(held))
        #expect(held.id == 5 && held.isClosed)
    }

    @Test func memoryIsSharedByTheSessionsOfALoop() throws {
        let memory = try HTTP2Memory()
        for _ in 0..<50 {
            let client = try Side(.client, memory: memory)
            let server = try Side(.server, memory: memory)
            ExchangeTests.echo(server)
            let stream = try client.session.request(.call, endStream: false, owner: nil)
            client.session.write(stream, .zeros(20_000))
            client.session.finish(stream, trailers: nil)
            try server.receive(bytes: client.produce())
            try client.receive(bytes: server.produce())
        }
    }

    @Test func aWriteToAClosedStreamDoesNotAskForBytes() throws {
        let client = try Side.greetedClient()
        let stream = try client.session.request(.call, endStream: false, owner: nil)
        client.session.reset(stream, .cancel)
        var asked = false
        client.session.write(stream, count: 5) { _ in asked = true }
        #expect(!asked)
    }

    @Test func aWriteThatFailsAppendsNothing() throws {
        struct Failure: Error {}
        let client = try Side.greetedClient()
        let stream = try client.session.request(.call, endStream: false, owner: nil)
        client.session.write(stream, [1])
        #expect(throws: Failure.self) {
            try client.session.write(stream, count: 5) { _ throws(Failure) in throw Failure() }
        }
        client.session.write(stream, [2])
        #expect(client.frames().data(1) == [1, 2])
    }
}
