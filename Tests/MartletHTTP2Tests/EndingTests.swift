@testable import MartletHTTP2
import RawHTTP2
import Testing

/// How streams and connections end, whoever ends them.
@Suite struct EndingTests {
    @Test func aClientsResetEndsTheStreamOnBothSides() throws {
        let pair = try Pair()
        let stream = try pair.client.session.request(.call, endStream: false, owner: nil)
        try pair.pump()
        pair.client.session.write(stream, [1, 2, 3])
        pair.client.session.reset(stream, .cancel)
        pair.client.session.reset(stream, .internalError)
        pair.client.session.write(stream, [4])
        pair.client.session.finish(stream, trailers: nil)
        #expect(stream.isClosed && stream.bufferedByteCount == 0 && !stream.neverProcessed)
        try pair.pump()
        #expect(pair.client.told.last == .closed(1, .cancel))
        #expect(pair.server.told.last == .closed(1, .cancel))
        #expect(pair.server.session.counters.resetsReceived == 1)
        #expect(!pair.server.told.contains(.data(1, [1, 2, 3])))
    }

    @Test func aServersResetEndsTheStreamOnBothSides() throws {
        let pair = try Pair()
        pair.server.onEvent = { side, event in
            guard case .headers(let stream, _, .request, _) = event else { return }
            side.session.respond(stream, .reply, endStream: false)
            side.session.write(stream, [1])
            side.session.reset(stream, .refusedStream)
            side.session.respond(stream, .reply, endStream: true)
        }
        let stream = try pair.client.session.request(.call, endStream: true, owner: nil)
        try pair.pump()
        #expect(pair.client.told.last == .closed(1, .refusedStream))
        #expect(stream.neverProcessed)
    }

    @Test func aResetAfterResponseHeadersIsNotUnprocessed() throws {
        let client = try Side.greetedClient()
        let stream = try client.session.request(.call, endStream: true, owner: nil)
        _ = client.produce()
        try client.receive(.headers(1, [":status": "200"]), .reset(1, .refusedStream))
        #expect(client.told.last == .closed(1, .refusedStream))
        #expect(!stream.neverProcessed)
    }

    @Test func aRequestThatHasNotLeftNeverLeavesAfterAReset() throws {
        let client = try Side.greetedClient(settings: [.maxConcurrentStreams(1)])
        let first = try client.session.request(.call, endStream: false, owner: nil)
        let second = try client.session.request(.call, endStream: true, owner: nil)
        #expect(client.frames().filter { $0.kind == .headers }.count == 1)
        #expect(first.isRequestFramed && !second.isRequestFramed)
        client.session.reset(second, .cancel)
        client.drain()
        #expect(client.takeTold() == [.closed(3, .cancel)])
        #expect(second.neverProcessed)
        client.session.reset(first, .cancel)
        _ = try client.session.request(.call, endStream: true, owner: nil)
        let frames = client.frames()
        #expect(frames.resets.map(\.0) == [1])
        #expect(frames.filter { $0.kind == .headers }.map(\.stream) == [5])
    }

    @Test func aResetBeforeTheFirstFlushSendsNothingForTheStream() throws {
        let client = try Side.greetedClient()
        let stream = try client.session.request(.call, endStream: true, owner: nil)
        client.session.reset(stream, .cancel)
        #expect(client.frames().allSatisfy { $0.stream == 0 })
        #expect(client.told == [.closed(1, .cancel)])
    }

    @Test func eventsOfAStreamThatWasGivenUpAreNotTold() throws {
        let server = try Side.greetedServer()
        server.onEvent = { side, event in
            if case .headers(let stream, _, _, _) = event { side.session.reset(stream, .cancel) }
        }
        try server.receive(.headers(1, .plainRequest), .data(1, .zeros(15_000), endStream: true))
        #expect(server.told.count == 2 && server.told.last == .closed(1, .cancel))
    }

    @Test func aServerThatEndsFirstWaivesTheRest() throws {
        let pair = try Pair()
        pair.server.onEvent = { side, event in
            guard case .headers(let stream, _, .request, _) = event else { return }
            side.session.respond(stream, .reply, endStream: false)
            side.session.finish(stream, trailers: .ok)
        }
        let stream = try pair.client.session.request(.call, endStream: false, owner: nil)
        pair.client.session.write(stream, .zeros(200_000))
        try pair.pump()
        #expect(pair.client.told.contains(.headers(1, ["grpc-status": "0"], .trailers, endStream: true)))
        #expect(pair.client.told.last == .closed(1, .noError) || pair.client.told.contains(.closed(1, .noError)))
        #expect(pair.server.told.contains(.closed(1, .noError)))
        #expect(pair.server.session.activeStreamCount == 0 && pair.client.session.activeStreamCount == 0)
    }

    @Test func aClientWhoseServerEndedFirstResetsOnceWithNoError() throws {
        let client = try Side.greetedClient()
        let stream = try client.session.request(.call, endStream: false, owner: nil)
        client.session.write(stream, .zeros(100_000))
        _ = client.produce()
        let reply = Frame.headers(1, [":status": "200", "grpc-status": "3"], endStream: true)
        try client.receive(reply)
        #expect(client.frames().resets.map(\.1) == [.noError])
        #expect(client.told.last == .closed(1, .noError))
        // With the server's own reset in the same bytes there is nothing left to reset.
        let polite = try Side.greetedClient()
        _ = try polite.session.request(.call, endStream: false, owner: nil)
        _ = polite.produce()
        try polite.receive(reply, .reset(1, .noError))
        #expect(polite.frames().isEmpty)
        #expect(polite.told.last == .closed(1, .noError))
    }

    @Test func streamsAboveTheLastOfAGoAwayWereNeverProcessed() throws {
        let client = try Side.greetedClient(settings: [.maxConcurrentStreams(2)])
        var streams: [HTTP2Stream] = []
        for _ in 0..<3 { streams.append(try client.session.request(.call, endStream: true, owner: nil)) }
        _ = client.produce()
        try client.receive(.goAway(last: 1, .noError, "max_age"))
        #expect(
            client.told == [.goAway(1, .noError, "max_age"), .closed(3, .refusedStream), .closed(5, .refusedStream)])
        #expect(streams.map(\.neverProcessed) == [false, true, true])
        #expect(!client.session.allowsRequests)
        let error = #expect(throws: HTTP2Error.self) {
            try client.session.request(.call, endStream: true, owner: nil)
        }
        #expect(error?.kind == .requestsNotAllowed)
        #expect(!client.session.isFinished)
        try client.receive(.headers(1, [":status": "200", "grpc-status": "0"], endStream: true))
        _ = client.produce()
        #expect(client.told.last == .closed(1, .noError))
        #expect(client.session.isFinished)
    }

    @Test func aServerDrainsInTwoSteps() throws {
        let pair = try Pair()
        ExchangeTests.echo(pair.server)
        let early = try pair.client.session.request(.call, endStream: false, owner: nil)
        try pair.pump()
        pair.server.session.shutdownNotice()
        // On its way while the notice is: still served.
        let late = try pair.client.session.request(.call, endStream: false, owner: nil)
        try pair.server.receive(bytes: pair.client.produce())
        pair.server.session.goAway(.noError, debugData: "bye")
        #expect(pair.server.session.lastProcessedStreamID == 3)
        try pair.pump()
        #expect(pair.client.told.contains(.goAway(0x7fff_ffff, .noError, "")))
        #expect(pair.client.told.contains(.goAway(3, .noError, "bye")))
        #expect(!pair.server.session.isFinished)
        for stream in [early, late] {
            pair.client.session.write(stream, [9])
            pair.client.session.finish(stream, trailers: nil)
        }
        try pair.pump()
        #expect(pair.client.body(1) == [9] && pair.client.body(3) == [9])
        #expect(pair.server.session.isFinished && pair.client.session.isFinished)
        #expect(pair.server.session.goAwaySent == .noError)
    }

    @Test func aStreamBeyondTheServersGoAwayIsIgnored() throws {
        let server = try Side.greetedServer()
        try server.receive(.headers(1, .plainRequest))
        server.session.goAway(.noError, debugData: "")
        _ = server.produce()
        try server.receive(.headers(3, .plainRequest))
        #expect(server.open[1] != nil && server.open[3] == nil)
    }

    @Test func aClientsGoAwayLetsItsStreamsFinish() throws {
        let server = try Side.greetedServer()
        try server.receive(.headers(1, .plainRequest, endStream: true), .goAway(last: 0, .noError))
        #expect(server.told.last == .goAway(0, .noError, ""))
        let stream = try #require(server.open[1])
        server.session.respond(stream, .reply, endStream: true)
        _ = server.produce()
        #expect(server.told.last == .closed(1, .noError))
        #expect(server.session.isFinished)
    }

    @Test func aGoAwaysTextIsBoundedBothWays() throws {
        let client = try Side.greetedClient()
        try client.receive(.goAway(last: 0, .enhanceYourCalm, String(repeating: "x", count: 10_000)))
        guard case .goAway(0, .enhanceYourCalm, let text) = client.told.first else {
            Issue.record("\(client.told)")
            return
        }
        #expect(text.count == 1024)
        client.session.goAway(.noError, debugData: String(repeating: "y", count: 100_000))
        #expect(client.frames().last?.payload.count == 8 + 1024)
    }

    @Test func excessStreamsAreRefusedBeforeTheSettingIsAcknowledged() throws {
        let server = try Side(.server) { $0.maxConcurrentStreams = 2 }
        try server.receive(bytes: Frame.preface + Frame.settings().bytes)
        try server.receive([1, 3, 5].map { .headers($0, .plainRequest) })
        let frames = server.frames()
        #expect(frames.resets.map(\.0) == [5] && frames.resets.map(\.1) == [.refusedStream])
        #expect(server.session.counters.streamsRefused == 1)
        #expect(server.session.activeStreamCount == 2)
        try server.receive(.settingsAck, .headers(7, .plainRequest))
        #expect(server.frames().goAways == [.protocolError])
    }

    @Test func requestsBeyondThePeersLimitWaitTheirTurn() throws {
        let pair = try Pair { $0.maxConcurrentStreams = 2 }
        ExchangeTests.echo(pair.server)
        try pair.pump()
        for index in 0..<10 {
            let stream = try pair.client.session.request(.call, endStream: false, owner: nil)
            pair.client.session.write(stream, [UInt8(index)])
            pair.client.session.finish(stream, trailers: nil)
        }
        try pair.pump()
        #expect(pair.client.session.activeStreamCount == 0)
        #expect((0..<10).allSatisfy { pair.client.body(UInt32($0 * 2 + 1)) == [UInt8($0)] })
    }

    @Test func aLostConnectionEndsEveryStreamAndSaysWhichNeverLeft() throws {
        let client = try Side.greetedClient(settings: [.maxConcurrentStreams(1)])
        let sent = try client.session.request(.call, endStream: false, owner: nil)
        let waiting = try client.session.request(.call, endStream: false, owner: nil)
        _ = client.produce()
        client.session.write(sent, [1])
        client.session.connectionLost()
        client.drain()
        #expect(Set(client.told.map { "\($0)" }).count == 2)
        #expect(sent.isClosed && waiting.isClosed && !sent.neverProcessed && waiting.neverProcessed)
        #expect(client.produce().isEmpty && client.session.isFinished && client.session.activeStreamCount == 0)
        #expect(throws: HTTP2Error.self) { try client.receive(.ping()) }
    }

    @Test func spentIdentifiersAreAnErrorOfTheirOwn() throws {
        let client = try Side.greetedClient()
        client.session.skipStreamIDs(to: 0x7fff_ffff)
        _ = try client.session.request(.call, endStream: true, owner: nil)
        let error = #expect(throws: HTTP2Error.self) {
            try client.session.request(.call, endStream: true, owner: nil)
        }
        #expect(error?.kind == .streamIDsExhausted)
        #expect(client.frames().last?.stream == 0x7fff_ffff)
    }

    /// Otherwise the peer would call again what is being served already, or see the last stream rise.
    @Test func whatComesWhileGoAwayWaitsIsRefused() throws {
        let server = try Side.greetedServer()
        try server.receive(.headers(1, .plainRequest))
        server.session.goAway(.noError, debugData: "")
        try server.receive(.headers(3, .plainRequest, endStream: true))
        server.session.goAway(.enhanceYourCalm, debugData: "")
        #expect(server.open.keys.sorted() == [1])
        let frames = server.frames()
        #expect(frames.resets.map(\.0) == [3] && frames.resets.map(\.1) == [.refusedStream])
        #expect(frames.filter { $0.kind == .goAway }.map(\.lastStream) == [1, 1])
    }
}
