import RawHTTP2
import Testing

/// RFC 9113 sections 6.1 to 6.8 and 6.10: what each type of frame may hold, and where it may stand.
@Suite struct FrameDefinitionTests {
    private static let block = HeaderFields.upload.literalBlock
    private static let someHeaders = Frame.headers(1, block: block, endStream: true, endHeaders: false)

    private static let callFrames = [
        SuiteCase("6.1: DATA for the connection is a connection error", .connectionError(.protocolError), .data(0)),
        SuiteCase(
            "6.1: DATA on a stream that the peer has ended is an error", .error(1, .streamClosed),
            .whole(1), .data(1, [1], endStream: true)),
        SuiteCase(
            "6.1: padding as long as the payload is a connection error", .connectionError(.protocolError),
            .open(1), Frame(.data, flags: [.padded, .endStream], stream: 1, payload: [5, 1, 2, 3, 4])),
        SuiteCase(
            "6.1: a padded frame without a pad length is a connection error",
            .connectionError(.frameSizeError, .protocolError),
            .open(1), Frame(.data, flags: .padded, stream: 1)),
        SuiteCase(
            "6.1: a frame of padding alone is taken", .success, .open(1), .data(1, padding: 255), .rest(1)),
        SuiteCase(
            "6.2: PRIORITY after HEADERS without END_HEADERS is a connection error", .connectionError(.protocolError),
            someHeaders, .priority(1)),
        SuiteCase(
            "6.2: HEADERS of another stream after HEADERS without END_HEADERS are a connection error",
            .connectionError(.protocolError), someHeaders, .whole(3)),
        SuiteCase(
            "6.2: HEADERS for the connection are a connection error", .connectionError(.protocolError), .whole(0)),
        SuiteCase(
            "6.2: padding longer than the payload is a connection error", .connectionError(.protocolError),
            Frame(.headers, flags: [.padded, .endHeaders, .endStream], stream: 1, payload: [255] + block)),
        SuiteCase(
            "6.3: PRIORITY for the connection is a connection error", .connectionError(.protocolError), .priority(0)),
        SuiteCase(
            "6.3: PRIORITY of another size than 5 is an error", .connectionError(.frameSizeError),
            .open(1), .misfit(.priority, 1, count: 4)),
        SuiteCase(
            "6.4: RST_STREAM for the connection is a connection error", .connectionError(.protocolError), .reset(0)),
        SuiteCase(
            "6.4: RST_STREAM on an idle stream is a connection error", .connectionError(.protocolError), .reset(1)),
        SuiteCase(
            "6.4: RST_STREAM of another size than 4 is a connection error", .connectionError(.frameSizeError),
            .open(1), .misfit(.resetStream, 1, count: 3)),
        SuiteCase(
            "6.6, 8.4: PUSH_PROMISE of a client is a connection error", .connectionError(.protocolError),
            .open(1), .pushPromise(1, promised: 2, .upload)),
        SuiteCase(
            "6.10: CONTINUATION after HEADERS is taken", .success,
            someHeaders, .continuation(1, endHeaders: false), .continuation(1)),
        SuiteCase(
            "6.10: another frame than CONTINUATION in a block is a connection error",
            .connectionError(.protocolError), someHeaders, .continuation(1, endHeaders: false), .data(1, [1])),
        SuiteCase(
            "6.10: CONTINUATION for the connection is a connection error", .connectionError(.protocolError),
            someHeaders, .continuation(0)),
        SuiteCase(
            "6.10: CONTINUATION of another stream is a connection error", .connectionError(.protocolError),
            someHeaders, .continuation(3)),
        SuiteCase(
            "6.10: CONTINUATION after END_HEADERS of HEADERS is a connection error", .connectionError(.protocolError),
            .open(1), .continuation(1)),
        SuiteCase(
            "6.10: CONTINUATION after END_HEADERS of CONTINUATION is a connection error",
            .connectionError(.protocolError), someHeaders, .continuation(1), .continuation(1)),
        SuiteCase(
            "6.10: CONTINUATION after DATA is a connection error", .connectionError(.protocolError),
            .open(1), .data(1, Frame.emptyMessage), .continuation(1)),
    ]

    private static let connectionFrames = [
        SuiteCase(
            "6.5: an acknowledgement with a payload is a connection error", .connectionError(.frameSizeError),
            .misfit(.settings, 0, flags: .ack, count: 6)),
        SuiteCase(
            "6.5: SETTINGS of a stream are a connection error", .connectionError(.protocolError),
            .misfit(.settings, 1, count: 6)),
        SuiteCase(
            "6.5: SETTINGS of a size that 6 does not divide are a connection error", .connectionError(.frameSizeError),
            .misfit(.settings, 0, count: 3)),
        SuiteCase(
            "6.5.2: ENABLE_PUSH of neither 0 nor 1 is a connection error", .connectionError(.protocolError),
            .settings([.enablePush(2)])),
        SuiteCase(
            "6.5.2: INITIAL_WINDOW_SIZE above 2^31-1 is a connection error", .connectionError(.flowControlError),
            .settings([.initialWindowSize(1 << 31)])),
        SuiteCase(
            "6.5.2: MAX_FRAME_SIZE below 2^14 is a connection error", .connectionError(.protocolError),
            .settings([.maxFrameSize(16383)])),
        SuiteCase(
            "6.5.2: MAX_FRAME_SIZE above 2^24-1 is a connection error", .connectionError(.protocolError),
            .settings([.maxFrameSize(1 << 24)])),
        SuiteCase(
            "6.5.2: an unknown setting is ignored", .success, settings: [Setting(name: 0xff, value: 0xffff_ffff)],
            .whole(1)),
        SuiteCase(
            "6.7: PING of a stream is a connection error", .connectionError(.protocolError),
            .misfit(.ping, 1, count: 8)),
        SuiteCase(
            "6.7: PING of another size than 8 is a connection error", .connectionError(.frameSizeError),
            .misfit(.ping, 0, count: 6)),
        SuiteCase("6.7: PING with ACK is not answered", .nothing, .ping(5, ack: true)),
        SuiteCase(
            "6.8: GOAWAY of a stream is a connection error", .connectionError(.protocolError),
            .misfit(.goAway, 1, count: 8)),
        SuiteCase(
            "7: RST_STREAM with an unknown code is as good as any", .response(3),
            .open(1), .reset(1, ErrorCode(rawValue: 0xff)), .whole(3)),
    ]

    @Test(arguments: callFrames + connectionFrames)
    func rule(_ rule: SuiteCase) async throws { try await rule.check() }

    @Test("6.5.3: SETTINGS are acknowledged, and take effect in their order")
    func settingsInOrder() async throws {
        try await SuiteServer.peer { peer in
            peer.send(.settings([.initialWindowSize(100), .initialWindowSize(1)]), .whole(1))
            try await peer.expect(.settingsAck)
            try await peer.expectData(1, count: 1)
        }
    }

    @Test("6.7: PING is answered with its payload")
    func pingIsAnswered() async throws {
        try await SuiteServer.peer { peer in
            peer.send(.ping(0x0102_0304_0506_0708))
            let answer = try #require(await peer.next()?.frame)
            #expect(answer == .ping(0x0102_0304_0506_0708, ack: true))
        }
    }

    @Test("6.8, 7: GOAWAY lets streams below it finish, whatever its code", arguments: [
        ErrorCode.noError, ErrorCode(rawValue: 0xff),
    ])
    func goAwayLetsStreamsFinish(code: ErrorCode) async throws {
        try await SuiteServer.peer { peer in
            peer.send(.open(1), .goAway(last: 0, code), .rest(1))
            try await peer.expectStatus("0", 1)
        }
    }
}
