import Martlet
import RawHTTP2
import Testing

/// RFC 9113 section 5: what may be said on a stream depends on what was said before.
@Suite struct StreamStateTests {
    private static let block = HeaderFields.upload.literalBlock

    static let cases = [
        // RFC 9113 is at odds with itself on idle streams (6.1 has a stream error); 5.1 is the stricter one.
        SuiteCase("5.1 idle: DATA is a connection error", .connectionError(.protocolError), .data(1, [1])),
        SuiteCase("5.1 idle: RST_STREAM is a connection error", .connectionError(.protocolError), .reset(1)),
        SuiteCase(
            "5.1 idle: WINDOW_UPDATE is a connection error", .connectionError(.protocolError), .windowUpdate(1, 100)),
        SuiteCase(
            "5.1 idle: CONTINUATION is a connection error", .connectionError(.protocolError),
            .continuation(1, block: block)),
        SuiteCase("5.1 idle: PRIORITY is taken", .success, .priority(1), .whole(1)),

        SuiteCase(
            "5.1 half-closed (remote): DATA is an error", .error(1, .streamClosed),
            .whole(1), .data(1, [1], endStream: true)),
        SuiteCase(
            "5.1 half-closed (remote): HEADERS are an error", .error(1, .streamClosed),
            .whole(1), .whole(1)),
        SuiteCase(
            "5.1 half-closed (remote): CONTINUATION is an error", .connectionError(.protocolError),
            .whole(1), .continuation(1, block: block)),
        SuiteCase(
            "5.1 half-closed (remote): WINDOW_UPDATE is taken", .success, .whole(1), .windowUpdate(1, 1)),
        SuiteCase("5.1 half-closed (remote): PRIORITY is taken", .success, .whole(1), .priority(1)),
        SuiteCase("5.1 half-closed (remote): RST_STREAM is taken", .response(3), .whole(1), .reset(1), .whole(3)),

        SuiteCase(
            "5.1 closed by the peer's RST_STREAM: DATA is a stream error", .streamError(1, .streamClosed),
            .open(1), .reset(1), .data(1, [1])),
        SuiteCase(
            "5.1 closed by the peer's RST_STREAM: HEADERS are a stream error", .streamError(1, .streamClosed),
            .open(1), .reset(1), .whole(1)),
        SuiteCase(
            "5.1 closed by the peer's RST_STREAM: CONTINUATION is an error", .connectionError(.protocolError),
            .open(1), .reset(1), .continuation(1, block: block)),
        SuiteCase(
            "5.1 closed by END_STREAM: DATA is a connection error", .connectionError(.streamClosed),
            .whole(1), whenOver: [.data(1, [1])]),
        SuiteCase(
            "5.1 closed by END_STREAM: HEADERS are a connection error", .connectionError(.streamClosed),
            .whole(1), whenOver: [.whole(1)]),
        SuiteCase(
            "5.1 closed by END_STREAM: CONTINUATION is an error", .connectionError(.protocolError),
            .whole(1), whenOver: [.continuation(1, block: block)]),
        SuiteCase(
            "5.1 closed: WINDOW_UPDATE, RST_STREAM and PRIORITY are ignored", .nothing,
            .whole(1), whenOver: [.windowUpdate(1, 1), .reset(1), .priority(1)]),

        SuiteCase("5.1.1: an even identifier is a connection error", .connectionError(.protocolError), .whole(2)),
        SuiteCase(
            "5.1.1: an identifier below one used before is a connection error", .connectionError(.protocolError),
            .whole(5), .whole(3)),
        SuiteCase("5.1.1: identifiers may be passed over", .response(9, status: "0"), .whole(5), .whole(9)),
        SuiteCase(
            "5.1.1: a PRIORITY on an idle stream uses up no identifier", .success, .priority(5), .whole(1)),

        SuiteCase(
            "RFC 7540 5.3.1: HEADERS that depend on themselves are an error", .error(1, .protocolError),
            .headers(1, block: block, endStream: true, priority: .init(dependsOn: 1))),
        SuiteCase(
            "RFC 7540 5.3.1: a PRIORITY of an open stream that depends on itself is a stream error",
            .streamError(1, .protocolError), .open(1), .priority(1, .init(dependsOn: 1))),
        SuiteCase(
            "RFC 7540 5.3.1: a PRIORITY of an idle stream that depends on itself is an error",
            .connectionError(.protocolError), .priority(1, .init(dependsOn: 1))),
    ]

    @Test(arguments: cases)
    func rule(_ rule: SuiteCase) async throws { try await rule.check() }

    @Test("5.1.2: a stream above SETTINGS_MAX_CONCURRENT_STREAMS is refused")
    func tooManyStreams() async throws {
        var limits = ServerLimits()
        limits.maxConcurrentStreams = 3
        try await SuiteServer.run(limits: limits) { server in
            let peer = try RawPeer.connect(port: server.port)
            let settings = try await peer.handshake()
            #expect(settings.contains(.maxConcurrentStreams(3)))
            peer.send([1, 3, 5, 7].map { .open($0) })
            try await peer.expect(.reset(7, .refusedStream), .goAway(.protocolError))
        }
    }

    @Test("5.1 closed by us: what comes late is ignored")
    func lateFramesAreIgnored() async throws {
        try await SuiteServer.peer { peer in
            // No method has this path: the answer ends the stream before the request does.
            peer.send(.headers(1, .call("/no.Such/Method")))
            try await peer.expectStatus("12", 1)
            try await peer.expect(.reset(1, .noError))
            peer.send(.data(1, [1]), .headers(1, ["late": "trailers"], endStream: true), .open(3))
            peer.send(.rest(3))
            try await peer.expectStatus("0", 3)
        }
    }

    @Test("5.1 closed by us: an END_STREAM that came late ends the stream for good")
    func endAfterLateFrames() async throws {
        try await SuiteServer.peer { peer in
            peer.send(.headers(1, .call("/no.Such/Method")))
            try await peer.expect(.reset(1, .noError))
            peer.send(.data(1, [1], endStream: true), .data(1, [2]))
            try await peer.expectConnectionError(.streamClosed)
        }
    }
}
