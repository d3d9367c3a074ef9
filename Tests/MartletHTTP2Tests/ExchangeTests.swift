import MartletHTTP2
import RawHTTP2
import Testing

/// Calls between two sessions.
@Suite struct ExchangeTests {
    /// A server that answers each request with its own body and trailers.
    static func echo(_ side: Side) {
        side.onEvent = { side, event in
            switch event {
            case .headers(let stream, _, .request, let end):
                side.session.respond(stream, .reply, endStream: false)
                if end { side.session.finish(stream, trailers: .ok) }
            case .data(let stream, let bytes):
                side.session.write(stream, count: bytes.count) { $0.copyMemory(from: bytes) }
            case .endStream(let stream):
                side.session.finish(stream, trailers: .ok)
            default: break
            }
        }
    }

    static func expectedReply(_ id: UInt32, _ body: [UInt8]) -> [Told] {
        [
            .headers(id, [":status": "200", "content-type": "application/grpc"], .response, endStream: false),
            .data(id, body),
            .headers(id, ["grpc-status": "0"], .trailers, endStream: true),
            .closed(id, .noError),
        ]
    }

    @Test func aUnaryCallGoesThereAndBack() throws {
        let pair = try Pair()
        Self.echo(pair.server)
        let stream = try pair.client.session.request(.call, endStream: false, owner: nil)
        pair.client.session.write(stream, Array("hello".utf8))
        pair.client.session.finish(stream, trailers: nil)
        try pair.pump()
        #expect(
            pair.server.told.filter { $0 != .settings && $0 != .settingsAcknowledged } == [
                .headers(1, .plainRequest, .request, endStream: false),
                .data(1, Array("hello".utf8)), .endStream(1), .closed(1, .noError),
            ])
        #expect(
            pair.client.told.filter { $0 != .settings && $0 != .settingsAcknowledged }
                == Self.expectedReply(1, Array("hello".utf8)))
        #expect(stream.isClosed && stream.isLocalEnded && stream.isRemoteEnded && !stream.neverProcessed)
        #expect(pair.server.session.counters.streamsCompleted == 1)
        #expect(pair.server.session.activeStreamCount == 0 && pair.client.session.activeStreamCount == 0)
    }

    @Test(arguments: [1, 2, 3, 9, 10, 64, 1000, 16384], [1, 8, 9, 10, 64, 4096])
    func chunksOfAnySizeCarryTheSameCall(chunk: Int, region: Int) throws {
        var pair = try Pair()
        pair.chunk = chunk
        pair.region = region
        Self.echo(pair.server)
        let body = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let stream = try pair.client.session.request(.call, endStream: false, owner: nil)
        pair.client.session.write(stream, body)
        pair.client.session.finish(stream, trailers: nil)
        try pair.pump()
        let arrived = pair.client.body(1) == body
        #expect(arrived)
        #expect(pair.client.told.last == .closed(1, .noError))
    }

    @Test func regionsOfAnySizeHoldTheSameBytes() throws {
        func sent(region: Int) throws -> [UInt8] {
            let side = try Side.greetedClient()
            for index in 0..<3 {
                let stream = try side.session.request(.call, endStream: false, owner: nil)
                side.session.write(stream, [UInt8](repeating: UInt8(index), count: 18_000))
                side.session.finish(stream, trailers: nil)
            }
            return side.produce(region: region)
        }
        let whole = try sent(region: 1 << 20)
        #expect(Side.frames(whole).filter(\.endsStream).count == 3)
        for region in [1, 5, 9, 64, 1000, 16_384, 16_393, 16_394, 65_536] {
            let same = try sent(region: region) == whole
            #expect(same, "region of \(region)")
        }
    }

    @Test func trailersOnlyIsOneBlock() throws {
        let pair = try Pair()
        pair.server.onEvent = { side, event in
            guard case .headers(let stream, _, .request, _) = event else { return }
            side.session.respond(stream, HTTP2HeaderBlock([":status": "200", "grpc-status": "12"]), endStream: true)
        }
        _ = try pair.client.session.request(.call, endStream: true, owner: nil)
        try pair.pump()
        #expect(
            pair.client.told.suffix(2) == [
                .headers(1, [":status": "200", "grpc-status": "12"], .response, endStream: true), .closed(1, .noError),
            ])
    }

    @Test func aBodyMayEndWithAnEmptyFrame() throws {
        let server = try Side.greetedServer()
        try server.receive(.headers(1, .plainRequest), .data(1, [1, 2]), .data(1, endStream: true))
        #expect(server.takeTold().suffix(2) == [.data(1, [1, 2]), .endStream(1)])
        let client = try Side.greetedClient()
        let stream = try client.session.request(.call, endStream: false, owner: nil)
        client.session.write(stream, [7])
        #expect(client.frames().data(1) == [7])
        client.session.finish(stream, trailers: nil)
        #expect(client.frames() == [.data(1, endStream: true)])
    }

    @Test func aResponseWithoutABodyStillEndsWithTrailers() throws {
        let pair = try Pair()
        Self.echo(pair.server)
        _ = try pair.client.session.request(.call, endStream: true, owner: nil)
        try pair.pump()
        #expect(pair.client.told.suffix(2) == Self.expectedReply(1, []).suffix(2))
        #expect(!pair.client.told.contains(.data(1, [])))
    }

    @Test func requestTrailersReachTheServer() throws {
        let pair = try Pair()
        let stream = try pair.client.session.request(.call, endStream: false, owner: nil)
        pair.client.session.write(stream, [1])
        pair.client.session.finish(stream, trailers: HTTP2HeaderBlock(["x-checksum": "9"]))
        try pair.pump()
        #expect(pair.server.told.contains(.headers(1, ["x-checksum": "9"], .trailers, endStream: true)))
    }

    @Test func aThousandStreamsRunAtOnce() throws {
        let pair = try Pair { $0.maxConcurrentStreams = 1000 }
        Self.echo(pair.server)
        try pair.pump()
        for index in 0..<1000 {
            let stream = try pair.client.session.request(.call, endStream: false, owner: nil)
            pair.client.session.write(stream, Array("message \(index)".utf8))
        }
        try pair.pump()
        #expect(pair.server.session.activeStreamCount == 1000)
        for stream in pair.client.open.values { pair.client.session.finish(stream, trailers: nil) }
        try pair.pump()
        for index in 0..<1000 {
            #expect(pair.client.body(UInt32(index * 2 + 1)) == Array("message \(index)".utf8))
        }
        #expect(pair.client.session.activeStreamCount == 0 && pair.server.session.activeStreamCount == 0)
    }

    @Test func informationalResponsesComeBeforeTheResponse() throws {
        let client = try Side.greetedClient()
        _ = try client.session.request(.call, endStream: true, owner: nil)
        _ = client.produce()
        try client.receive(
            .headers(1, [":status": "103"]), .headers(1, [":status": "200"]),
            .headers(1, ["grpc-status": "0"], endStream: true))
        #expect(
            client.told == [
                .headers(1, [":status": "103"], .informational, endStream: false),
                .headers(1, [":status": "200"], .response, endStream: false),
                .headers(1, ["grpc-status": "0"], .trailers, endStream: true), .closed(1, .noError),
            ])
        #expect(client.session.counters.informationalReceived == 1)
    }

    @Test func pingsAndSettingsAreTold() throws {
        let pair = try Pair()
        pair.client.session.ping(0x0102_0304_0506_0708)
        try pair.pump()
        #expect(pair.client.told.contains(.pong(0x0102_0304_0506_0708)))
        #expect(pair.server.told.contains(.ping))
        for side in [pair.client, pair.server] {
            #expect(side.told.contains(.settings) && side.told.contains(.settingsAcknowledged))
        }
        #expect(pair.client.session.peerMaxConcurrentStreams == 100)
        #expect(pair.server.session.counters.pingsReceived == 1)
    }
}
