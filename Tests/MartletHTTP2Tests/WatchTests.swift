import MartletHTTP2
import RawHTTP2
import Testing

/// Frames that nghttp2 passes over in silence, and whether they are told from those that an honest peer sends late.
@Suite struct WatchTests {
    private func lateData(after frame: Frame, chunk: Int) throws -> Side {
        let server = try Side.greetedServer()
        try server.receive(.headers(1, .plainRequest), frame, chunk: chunk)
        try server.receive(.data(1, [1]), chunk: chunk)
        return server
    }

    @Test(arguments: [1, 7, 16384])
    func dataAfterTheEndOfAClosedStreamEndsTheConnection(chunk: Int) throws {
        let server = try Side.greetedServer()
        try server.receive(.headers(1, .plainRequest, endStream: true), chunk: chunk)
        server.session.respond(try #require(server.open[1]), .reply, endStream: true)
        #expect(server.frames().filter { $0.stream == 1 }.last?.endsStream == true)
        try server.receive(.windowUpdate(1, 1), .reset(1, .cancel), chunk: chunk)
        #expect(server.frames().isEmpty)
        try server.receive(.headers(3, .plainRequest, endStream: true), chunk: chunk)
        server.session.respond(try #require(server.open[3]), .reply, endStream: true)
        _ = server.produce()
        try server.receive(.data(3, [1]), chunk: chunk)
        #expect(server.frames().goAways == [.streamClosed])
        #expect(server.session.lastViolation != nil && server.session.counters.invalidFrames == 1)
    }

    @Test(arguments: [1, 16384])
    func dataAfterAResetIsAnsweredOnce(chunk: Int) throws {
        let server = try lateData(after: .reset(1, .cancel), chunk: chunk)
        try server.receive(.data(1, [2]), .data(1, [3], endStream: true), chunk: chunk)
        #expect(server.frames().resets.map(\.1) == [.streamClosed])
        #expect(server.session.counters.resetsForPeerErrors == 1)
    }

    @Test func dataAfterOurResetIsNobodysFault() throws {
        let server = try Side.greetedServer()
        try server.receive(.headers(1, .plainRequest))
        server.session.reset(try #require(server.open[1]), .cancel)
        #expect(server.frames().resets.map(\.1) == [.cancel])
        try server.receive(.data(1, [1]), .headers(1, ["a": "b"], endStream: true))
        #expect(server.frames().isEmpty)
        #expect(server.session.counters.invalidFrames == 0)
    }

    @Test func aStreamMayNotBeOpenedBelowAHigherOne() throws {
        let server = try Side.greetedServer()
        try server.receive(.headers(1, .plainRequest), .headers(9, .plainRequest))
        #expect(server.frames().isEmpty)
        try server.receive(.headers(7, .plainRequest))
        #expect(server.frames().goAways == [.protocolError])
    }

    /// Only the latest gaps are remembered; whoever leaves more of them is not answered, but not served either.
    @Test func anOldGapIsForgotten() throws {
        let server = try Side.greetedServer()
        for id: UInt32 in [5, 9, 13, 17, 21] { try server.receive(.headers(id, .plainRequest, endStream: true)) }
        try server.receive(.headers(3, .plainRequest))
        #expect(server.frames().isEmpty && server.open[3] == nil)
        try server.receive(.headers(19, .plainRequest))
        #expect(server.frames().goAways == [.protocolError])
    }

    @Test(arguments: [1, 3, 16384])
    func aStreamMayNotDependOnItself(chunk: Int) throws {
        let server = try Side.greetedServer()
        try server.receive(.headers(1, .plainRequest), chunk: chunk)
        let onItself = Frame.priority(1, .init(dependsOn: 1, exclusive: true))
        try server.receive(.priority(1), .priority(1, .init(dependsOn: 3)), chunk: chunk)
        #expect(server.frames().isEmpty)
        try server.receive(onItself, chunk: chunk)
        #expect(server.frames().resets.map(\.1) == [.protocolError])
        #expect(server.told.last == .closed(1, .protocolError))
        try server.receive(onItself, chunk: chunk)
        #expect(server.frames().isEmpty, "the stream is closed already")
    }

    /// Many streams that are all in order, cut anywhere.
    @Test(arguments: [1, 13, 1000])
    func honestPeersNeverNotice(chunk: Int) throws {
        let server = try Side.greetedServer()
        for index in 0..<300 {
            let id = UInt32(index * 2 + 1)
            try server.receive(
                .headers(id, .plainRequest), .data(id, [UInt8](repeating: 7, count: index), padding: 3),
                .data(id, endStream: true), .windowUpdate(id, 1), .ping(), chunk: chunk)
            server.session.respond(try #require(server.open[id]), .reply, endStream: true)
            let frames = server.frames()
            #expect(frames.resets.isEmpty && frames.goAways.isEmpty)
            try server.receive(.windowUpdate(id, 1), .reset(id, .cancel), chunk: chunk)
        }
        #expect(server.frames().isEmpty)
        #expect(server.session.counters.invalidFrames == 0)
        #expect(server.session.counters.dataFramesReceived == 600)
    }

    @Test func aFieldWithForbiddenCharactersCostsItsStream() throws {
        let server = try Side.greetedServer()
        try server.receive(.headers(1, .plainRequest.adding("a", "b\nc")), .headers(3, .plainRequest))
        #expect(server.frames().resets.map(\.0) == [1])
        #expect(server.session.counters.invalidHeaders == 1)
        #expect(server.open[1] == nil && server.open[3] != nil)
    }
}
