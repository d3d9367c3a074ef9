import MartletHTTP2
import RawHTTP2
import Testing

/// What a server makes of bytes that no HTTP/2 client would send.
@Suite struct HostilePeerTests {
    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "PRI * HTTP/1.1\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}",
    ])
    func textThatIsNoPrefaceEndsTheConnection(text: String) throws {
        for chunk in [1, 16384] {
            let server = try Side(.server)
            let error = #expect(throws: HTTP2Error.self) { try server.receive(bytes: Array(text.utf8), chunk: chunk) }
            #expect(error?.kind == .badPreface)
            #expect(server.told.isEmpty)
        }
    }

    @Test func framesWithoutAPrefaceEndTheConnection() throws {
        let server = try Side(.server)
        let error = #expect(throws: HTTP2Error.self) { try server.receive(.settings()) }
        #expect(error?.kind == .badPreface)
    }

    @Test func aPrefaceMayArriveByteByByte() throws {
        let server = try Side(.server)
        try server.receive(bytes: Frame.preface + Frame.settings().bytes, chunk: 1)
        #expect(server.told == [.settings])
    }

    @Test func somethingElseThanSettingsAfterThePrefaceEndsTheConnection() throws {
        let server = try Side(.server)
        try server.receive(bytes: Frame.preface + Frame.ping().bytes)
        #expect(server.frames().goAways == [.protocolError])
        #expect(server.session.isFinished)
        #expect(server.session.goAwaySent == .protocolError)
    }

    /// Frames that break a rule, and the code that says so.
    struct BrokenRule: CustomTestStringConvertible {
        var testDescription: String
        var code: ErrorCode
        var frames: [Frame]

        init(_ name: String, _ code: ErrorCode, _ frames: Frame...) {
            testDescription = name
            self.code = code
            self.frames = frames
        }
    }

    static let connectionErrors = [
        BrokenRule(
            "oversized frame", .frameSizeError,
            Frame(.data, stream: 1, payload: .zeros(100), declaredLength: 16_385)),
        BrokenRule("WINDOW_UPDATE of 0", .protocolError, .windowUpdate(0, 0)),
        BrokenRule("window above 2^31-1", .flowControlError, .windowUpdate(0, 0x7fff_ffff)),
        BrokenRule("HEADERS on stream 0", .protocolError, .headers(0, .plainRequest)),
        BrokenRule("HEADERS on an even stream", .protocolError, .headers(2, .plainRequest)),
        BrokenRule("PRIORITY on stream 0", .protocolError, .priority(0)),
        BrokenRule("DATA on an idle stream", .protocolError, .data(1, [1])),
        BrokenRule("RST_STREAM on an idle stream", .protocolError, .reset(1, .cancel)),
        BrokenRule(
            "SETTINGS with a window above 2^31-1", .flowControlError, .settings([.initialWindowSize(0x8000_0000)])),
        BrokenRule("SETTINGS with a frame size of 0", .protocolError, .settings([.maxFrameSize(0)])),
        BrokenRule("SETTINGS of 5 bytes", .frameSizeError, Frame(.settings, stream: 0, payload: .zeros(5))),
        BrokenRule("PING of 7 bytes", .frameSizeError, Frame(.ping, stream: 0, payload: .zeros(7))),
        BrokenRule(
            "padding longer than the frame", .protocolError,
            .headers(1, .plainRequest), Frame(.data, flags: .padded, stream: 1, payload: [9, 1, 2])),
        BrokenRule("an index that no table has", .compressionError, .headers(1, block: [0xff, 0x7f])),
        BrokenRule("a table size above the setting", .compressionError, .headers(1, block: [0x3f, 0xff, 0x7f])),
        BrokenRule(
            "a frame inside a header block", .protocolError, .headers(1, block: [], endHeaders: false), .ping()),
    ]

    @Test(arguments: connectionErrors)
    func brokenRuleOfTheConnectionIsAnsweredWithGoAway(rule: BrokenRule) throws {
        for chunk in [1, 16384] {
            let server = try Side.greetedServer()
            try server.receive(rule.frames, chunk: chunk)
            #expect(server.frames().goAways == [rule.code], "in chunks of \(chunk)")
            #expect(server.session.isFinished)
        }
    }

    static let streamErrors = [
        BrokenRule("no method", .protocolError, .headers(1, .plainRequest.removing(":method"))),
        BrokenRule("an upper-case name", .protocolError, .headers(1, .plainRequest.adding("X-A", "1"))),
        BrokenRule("a connection header", .protocolError, .headers(1, .plainRequest.adding("connection", "close"))),
        BrokenRule(
            "a pseudo-header after a header", .protocolError, .headers(1, .plainRequest.beginning(with: "a", "b"))),
        BrokenRule(
            "a line break in the path", .protocolError,
            .headers(1, .plainRequest.replacing(":path", with: "/a\r\n"))),
        BrokenRule(
            "window above 2^31-1", .flowControlError, .headers(1, .plainRequest), .windowUpdate(1, 0x7fff_ffff)),
        BrokenRule(
            "a body beyond its content-length", .protocolError,
            .headers(1, .plainRequest.adding("content-length", "1")), .data(1, [1, 2])),
        BrokenRule(
            "a body short of its content-length", .protocolError,
            .headers(1, .plainRequest.adding("content-length", "3")), .data(1, [1], endStream: true)),
        BrokenRule(
            "a pseudo-header in trailers", .protocolError,
            .headers(1, .plainRequest), .headers(1, [":path": "/x"], endStream: true)),
    ]

    @Test(arguments: streamErrors)
    func brokenRuleOfAStreamCostsTheStreamOnly(rule: BrokenRule) throws {
        let server = try Side.greetedServer()
        try server.receive(rule.frames)
        let frames = server.frames()
        #expect(frames.resets.map(\.0) == [1] && frames.resets.map(\.1) == [rule.code])
        #expect(server.session.counters.resetsForPeerErrors == 1)
        #expect(server.session.activeStreamCount == 0)
        // Whatever was announced is also closed, and nothing else is.
        #expect(server.open.isEmpty)
        let announced = server.told.contains { if case .headers = $0 { true } else { false } }
        #expect(server.told.contains(.closed(1, HTTP2ErrorCode(rawValue: rule.code.rawValue))) == announced)
        try server.receive(.headers(3, .plainRequest, endStream: true))
        #expect(server.open[3] != nil)
    }

    @Test func framesAboveAFloodOfPingsEndTheConnectionWhileOutputIsBlocked() throws {
        let server = try Side.greetedServer()
        let pings = [Frame](repeating: .ping(), count: 400)
        let error = #expect(throws: HTTP2Error.self) { try server.receive(pings) }
        #expect(error?.kind == .flooded)
        #expect(server.session.outboundQueueSize <= 210)
    }

    @Test(arguments: [(4, true), (5, false)])
    func theEntriesOfOneSettingsFrameAreLimited(count: Int, accepted: Bool) throws {
        let server = try Side.greetedServer { $0.maxSettingsEntries = 4 }
        try server.receive(.settings(Array(repeating: .maxConcurrentStreams(1), count: count)))
        #expect(server.frames().goAways == (accepted ? [] : [.enhanceYourCalm]))
    }

    @Test(arguments: [(10, true), (11, false)])
    func informationalResponsesAreLimited(count: Int, accepted: Bool) throws {
        let client = try Side.greetedClient()
        let stream = try client.session.request(.call, endStream: true, owner: nil)
        _ = client.produce()
        for _ in 0..<count { try client.receive(.headers(1, [":status": "103"])) }
        #expect(client.frames().resets.map(\.1) == (accepted ? [] : [.enhanceYourCalm]))
        #expect(stream.isClosed == !accepted)
    }

    @Test func aPeerThatMakesUsResetAndReadsNothingIsCutOff() throws {
        func outcome(limit: Int) throws -> HTTP2Error? {
            let server = try Side(.server) { $0.maxConcurrentStreams = 10; $0.maxOutboundQueueSize = limit }
            try server.receive(bytes: Frame.preface + Frame.settings().bytes)
            do {
                for index in 0..<500 {
                    let id = UInt32(index * 2 + 1)
                    // Ten cost a reset each; the others are refused, because our SETTINGS are not acknowledged yet.
                    try server.receive(.headers(id, [":method": "POST"]))
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
                let id = UInt32(index * 2 + 1)
                try server.receive(.headers(id, .plainRequest), .reset(id, .cancel))
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
            .headers(1, .plainRequest), .data(1), .data(1, [1]), .priority(1), .windowUpdate(1, 1),
            Frame(.init(rawValue: 0x55), stream: 0, payload: [1, 2, 3]), .settings(), .reset(1, .cancel))
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
                let kind = Frame.Kind(rawValue: .random(in: 0...10, using: &generator))
                let length = Int.random(in: 0...40, using: &generator)
                let payload = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
                let flags = Frame.Flags(rawValue: .random(in: 0...255, using: &generator))
                let id = UInt32.random(in: 0...9, using: &generator)
                do {
                    try server.receive(Frame(kind, flags: flags, stream: id, payload: payload))
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
