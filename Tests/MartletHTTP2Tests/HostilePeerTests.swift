import MartletHTTP2
import Testing

/// What a server makes of bytes that no HTTP/2 client would send.
@Suite struct HostilePeerTests {
    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "PRI * HTTP/1.1\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}",
    ])
    func textThatIsNoPrefaceEndsTheConnection(text: String) throws {
        for chunk in [1, 16384] {
            let server = try Side(.server)
            let error = #expect(throws: HTTP2Error.self) { try server.receive(Array(text.utf8), chunk: chunk) }
            #expect(error?.kind == .badPreface)
            #expect(server.told.isEmpty)
        }
    }

    @Test func framesWithoutAPrefaceEndTheConnection() throws {
        let server = try Side(.server)
        let error = #expect(throws: HTTP2Error.self) { try server.receive(Frames.settings()) }
        #expect(error?.kind == .badPreface)
    }

    @Test func aPrefaceMayArriveByteByByte() throws {
        let server = try Side(.server)
        try server.receive(Frames.preface + Frames.settings(), chunk: 1)
        #expect(server.told == [.settings])
    }

    @Test func somethingElseThanSettingsAfterThePrefaceEndsTheConnection() throws {
        let server = try Side(.server)
        try server.receive(Frames.preface + Frames.ping())
        #expect(server.frames().goAways == [.protocolError])
        #expect(server.session.isFinished)
        #expect(server.session.goAwaySent == .protocolError)
    }

    /// Bytes that break a rule, and the code that says so.
    struct BrokenRule: CustomTestStringConvertible {
        var testDescription: String
        var bytes: [UInt8]
        var code: HTTP2ErrorCode

        init(_ name: String, _ bytes: [UInt8], _ code: HTTP2ErrorCode) {
            testDescription = name
            self.bytes = bytes
            self.code = code
        }
    }

    static let connectionErrors = [
        BrokenRule("oversized frame", Frames.frame(type: 0, 1, Frames.zeros(100), length: 16_385), .frameSizeError),
        BrokenRule("WINDOW_UPDATE of 0", Frames.windowUpdate(0, 0), .protocolError),
        BrokenRule("window above 2^31-1", Frames.windowUpdate(0, 0x7fff_ffff), .flowControlError),
        BrokenRule("HEADERS on stream 0", Frames.headers(0, plainRequest), .protocolError),
        BrokenRule("HEADERS on an even stream", Frames.headers(2, plainRequest), .protocolError),
        BrokenRule("PRIORITY on stream 0", Frames.priority(0), .protocolError),
        BrokenRule("DATA on an idle stream", Frames.data(1, [1]), .protocolError),
        BrokenRule("RST_STREAM on an idle stream", Frames.reset(1, .cancel), .protocolError),
        BrokenRule("SETTINGS with a window above 2^31-1", Frames.settings([(4, 0x8000_0000)]), .flowControlError),
        BrokenRule("SETTINGS with a frame size of 0", Frames.settings([(5, 0)]), .protocolError),
        BrokenRule("SETTINGS of 5 bytes", Frames.frame(type: 4, 0, Frames.zeros(5)), .frameSizeError),
        BrokenRule("PING of 7 bytes", Frames.ping(Frames.zeros(7)), .frameSizeError),
        BrokenRule(
            "padding longer than the frame",
            Frames.headers(1, plainRequest) + Frames.frame(type: 0, flags: .padded, 1, [9, 1, 2]), .protocolError),
        BrokenRule("an index that no table has", Frames.headers(1, block: [0xff, 0x7f]), .compressionError),
        BrokenRule("a table size above the setting", Frames.headers(1, block: [0x3f, 0xff, 0x7f]), .compressionError),
        BrokenRule(
            "a frame inside a header block",
            Frames.headers(1, block: [], endHeaders: false) + Frames.ping(), .protocolError),
    ]

    @Test(arguments: connectionErrors)
    func brokenRuleOfTheConnectionIsAnsweredWithGoAway(rule: BrokenRule) throws {
        for chunk in [1, 16384] {
            let server = try Side.greetedServer()
            try server.receive(rule.bytes, chunk: chunk)
            #expect(server.frames().goAways == [rule.code], "in chunks of \(chunk)")
            #expect(server.session.isFinished)
        }
    }

    static let streamErrors = [
        BrokenRule("no method", Frames.headers(1, Array(plainRequest.dropFirst())), .protocolError),
        BrokenRule("an upper-case name", Frames.headers(1, plainRequest + [("X-A", "1")]), .protocolError),
        BrokenRule("a connection header", Frames.headers(1, plainRequest + [("connection", "close")]), .protocolError),
        BrokenRule("a pseudo-header after a header", Frames.headers(1, [("a", "b")] + plainRequest), .protocolError),
        BrokenRule(
            "a line break in the path",
            Frames.headers(1, plainRequest.map { ($0, $0 == ":path" ? "/a\r\n" : $1) }), .protocolError),
        BrokenRule("window above 2^31-1", Frames.headers(1, plainRequest) + Frames.windowUpdate(1, 0x7fff_ffff),
            .flowControlError),
        BrokenRule(
            "a body beyond its content-length",
            Frames.headers(1, plainRequest + [("content-length", "1")]) + Frames.data(1, [1, 2]), .protocolError),
        BrokenRule(
            "a body short of its content-length",
            Frames.headers(1, plainRequest + [("content-length", "3")]) + Frames.data(1, [1], endStream: true),
            .protocolError),
        BrokenRule(
            "a pseudo-header in trailers",
            Frames.headers(1, plainRequest) + Frames.headers(1, [(":path", "/x")], endStream: true), .protocolError),
    ]

    @Test(arguments: streamErrors)
    func brokenRuleOfAStreamCostsTheStreamOnly(rule: BrokenRule) throws {
        let server = try Side.greetedServer()
        try server.receive(rule.bytes)
        let frames = server.frames()
        #expect(frames.resets.map(\.0) == [1] && frames.resets.map(\.1) == [rule.code])
        #expect(server.session.counters.resetsForPeerErrors == 1)
        #expect(server.session.activeStreamCount == 0)
        // Whatever was announced is also closed, and nothing else is.
        #expect(server.open.isEmpty)
        let announced = server.told.contains { if case .headers = $0 { true } else { false } }
        #expect(server.told.contains(.closed(1, rule.code)) == announced)
        try server.receive(Frames.headers(3, plainRequest, endStream: true))
        #expect(server.open[3] != nil)
    }

    @Test func framesAboveAFloodOfPingsEndTheConnectionWhileOutputIsBlocked() throws {
        let server = try Side.greetedServer()
        let pings = (0..<400).flatMap { _ in Frames.ping() }
        let error = #expect(throws: HTTP2Error.self) { try server.receive(pings) }
        #expect(error?.kind == .flooded)
        #expect(server.session.outboundQueueSize <= 210)
    }

    @Test(arguments: [(4, true), (5, false)])
    func theEntriesOfOneSettingsFrameAreLimited(count: Int, accepted: Bool) throws {
        let server = try Side.greetedServer { $0.maxSettingsEntries = 4 }
        try server.receive(Frames.settings(Array(repeating: (3, 1), count: count)))
        #expect(server.frames().goAways == (accepted ? [] : [.enhanceYourCalm]))
    }

    @Test(arguments: [(10, true), (11, false)])
    func informationalResponsesAreLimited(count: Int, accepted: Bool) throws {
        let client = try Side.greetedClient()
        let stream = try client.session.request(.call, endStream: true, owner: nil)
        _ = client.produce()
        for _ in 0..<count { try client.receive(Frames.headers(1, [(":status", "103")])) }
        #expect(client.frames().resets.map(\.1) == (accepted ? [] : [.enhanceYourCalm]))
        #expect(stream.isClosed == !accepted)
    }

    @Test func aPeerThatMakesUsResetAndReadsNothingIsCutOff() throws {
        func outcome(limit: Int) throws -> HTTP2Error? {
            let server = try Side(.server) { $0.maxConcurrentStreams = 10; $0.maxOutboundQueueSize = limit }
            try server.receive(Frames.preface + Frames.settings())
            do {
                for index in 0..<500 {
                    let id = Int32(index * 2 + 1)
                    // Ten cost a reset each; the others are refused, because our SETTINGS are not acknowledged yet.
                    try server.receive(Frames.headers(id, [(":method", "POST")]))
                }
            } catch let error as HTTP2Error {
                return error
            }
            return nil
        }
        #expect(try outcome(limit: 50)?.kind == .flooded)
        #expect(try outcome(limit: 1000) == nil)
    }

    @Test func resetsBeyondTheBurstEndTheConnection() throws {
        func survives(_ count: Int) throws -> Bool {
            let server = try Side.greetedServer { $0.resetBurst = 20; $0.resetsPerSecond = 1 }
            for index in 0..<count {
                let id = Int32(index * 2 + 1)
                try server.receive(Frames.headers(id, plainRequest) + Frames.reset(id, .cancel))
                _ = server.produce()
            }
            return !server.session.isFinished
        }
        #expect(try survives(15))
        #expect(try !survives(60))
    }

    @Test func framesThatReachNoEventAreCounted() throws {
        let server = try Side.greetedServer()
        try server.receive(
            Frames.headers(1, plainRequest) + Frames.data(1, []) + Frames.data(1, [1]) + Frames.priority(1)
                + Frames.windowUpdate(1, 1) + Frames.frame(type: 0x55, 0, [1, 2, 3]) + Frames.settings()
                + Frames.reset(1, .cancel))
        let counters = server.session.counters
        #expect(counters.emptyDataReceived == 1 && counters.smallDataReceived == 1)
        #expect(counters.prioritiesReceived == 1 && counters.windowUpdatesReceived == 1)
        #expect(counters.settingsReceived == 2 && counters.resetsReceived == 1)
        #expect(counters.bytesReceived > counters.usefulBytesReceived)
        #expect(server.told.last == .closed(1, .cancel))
    }

    @Test func randomBytesNeverTrap() throws {
        var generator = SplitMix(state: 7)
        for _ in 0..<300 {
            let server = try Side.greetedServer()
            for _ in 0..<20 {
                let type = UInt8.random(in: 0...10, using: &generator)
                let length = Int.random(in: 0...40, using: &generator)
                let payload = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
                let flags = Frames.Flags(rawValue: UInt8.random(in: 0...255, using: &generator))
                let id = Int32.random(in: 0...9, using: &generator)
                do {
                    try server.receive(Frames.frame(type: type, flags: flags, id, payload))
                    if Bool.random(using: &generator) { _ = server.produce(region: 100) }
                } catch { break }
            }
            _ = server.produce()
        }
    }
}

/// A small generator with a seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }
}
