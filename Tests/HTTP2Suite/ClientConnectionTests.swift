import Martlet
import RawHTTP2
import Testing

/// RFC 9113 sections 3 to 7 as a client keeps them, against a server that does not.
@Suite struct ClientConnectionTests {
    private static let block = HeaderFields.reply.literalBlock
    private static let part = Frame.headers(1, block: block, endHeaders: false)
    private static let tooLong = [UInt8](repeating: 0, count: 16385)

    private static let frames = [
        ClientCase("4.1: a frame of unknown type is ignored", .nothing, .unknown(), .unknown(1)),
        ClientCase(
            "4.2: DATA beyond SETTINGS_MAX_FRAME_SIZE is an error", .connectionError(.frameSizeError),
            .headers(1, .reply), .data(1, tooLong)),
        ClientCase(
            "4.3: a block that can't be decoded is a connection error", .connectionError(.compressionError),
            .headers(1, block: [0x40, 0x01])),
        ClientCase(
            "RFC 7541 2.3.3: an index behind the tables", .connectionError(.compressionError),
            .headers(1, block: block + HeaderRepresentation.indexed(70).bytes)),
        ClientCase(
            "RFC 7541 5.2: the end of a string inside of it", .connectionError(.compressionError),
            .headers(1, block: block + HeaderRepresentation.literal("a", huffmanCode: [0xff, 0xff, 0xff, 0xfc]).bytes)),
        ClientCase(
            "RFC 7541 6.1: an index of 0", .connectionError(.compressionError),
            .headers(1, block: block + HeaderRepresentation.indexed(0).bytes)),
        ClientCase(
            "RFC 7541 6.3: a size update above SETTINGS_HEADER_TABLE_SIZE", .connectionError(.compressionError),
            .headers(1, block: HeaderRepresentation.tableSize(4097).bytes + block)),
        ClientCase("6.1: DATA for the connection is a connection error", .connectionError(.protocolError), .data(0)),
        ClientCase(
            "6.1: padding as long as the payload is a connection error", .connectionError(.protocolError),
            .headers(1, .reply), Frame(.data, flags: .padded, stream: 1, payload: [5, 1, 2, 3, 4])),
        ClientCase(
            "6.2: HEADERS for the connection are a connection error", .connectionError(.protocolError),
            .headers(0, .reply)),
        ClientCase(
            "6.3: PRIORITY for the connection is a connection error", .connectionError(.protocolError), .priority(0)),
        ClientCase(
            "6.4: RST_STREAM for the connection is a connection error", .connectionError(.protocolError), .reset(0)),
        ClientCase(
            "6.4: RST_STREAM of another size than 4 is a connection error", .connectionError(.frameSizeError),
            .misfit(.resetStream, 1, count: 3)),
        ClientCase(
            "6.6: PUSH_PROMISE is a connection error, because ENABLE_PUSH is 0", .connectionError(.protocolError),
            .pushPromise(1, promised: 2, .upload)),
        ClientCase(
            "6.7: PING of another size than 8 is a connection error", .connectionError(.frameSizeError),
            .misfit(.ping, 0, count: 6)),
        ClientCase(
            "6.7: PING of a stream is a connection error", .connectionError(.protocolError),
            .misfit(.ping, 1, count: 8)),
        ClientCase(
            "6.10: another frame than CONTINUATION in a block is a connection error",
            .connectionError(.protocolError), part, .data(1, RawPeer.reply)),
        ClientCase(
            "6.10: PING in a block is a connection error", .connectionError(.protocolError), part, .ping()),
        ClientCase(
            "6.10: CONTINUATION of another stream is a connection error", .connectionError(.protocolError),
            part, .continuation(3)),
        ClientCase(
            "6.10: CONTINUATION without HEADERS is a connection error", .connectionError(.protocolError),
            .continuation(1, block: block)),
        ClientCase(
            "6.10: a block in pieces is taken", .success, part, .continuation(1), .data(1, RawPeer.reply),
            .headers(1, ["grpc-status": "0"], endStream: true)),
    ]

    private static let settings = [
        ClientCase(
            "6.5: SETTINGS of a stream are a connection error", .connectionError(.protocolError),
            .misfit(.settings, 1, count: 6)),
        ClientCase(
            "6.5: SETTINGS of a size that 6 does not divide are a connection error", .connectionError(.frameSizeError),
            .misfit(.settings, 0, count: 3)),
        ClientCase(
            "6.5: an acknowledgement with a payload is a connection error", .connectionError(.frameSizeError),
            .misfit(.settings, 0, flags: .ack, count: 6)),
        ClientCase(
            "6.5.2: ENABLE_PUSH of a server is a connection error", .connectionError(.protocolError),
            .settings([.enablePush(1)])),
        ClientCase(
            "6.5.2: ENABLE_PUSH of neither 0 nor 1 is a connection error", .connectionError(.protocolError),
            .settings([.enablePush(2)])),
        ClientCase(
            "6.5.2: INITIAL_WINDOW_SIZE above 2^31-1 is a connection error", .connectionError(.flowControlError),
            .settings([.initialWindowSize(1 << 31)])),
        ClientCase(
            "6.5.2: MAX_FRAME_SIZE below 2^14 is a connection error", .connectionError(.protocolError),
            .settings([.maxFrameSize(16383)])),
        ClientCase(
            "6.9: an increment of 0 for the connection is a connection error", .connectionError(.protocolError),
            .windowUpdate(0, 0)),
        ClientCase(
            "6.9: WINDOW_UPDATE of another size than 4 is a connection error", .connectionError(.frameSizeError),
            .misfit(.windowUpdate, 0, count: 3)),
        ClientCase(
            "6.9.1: a window of the connection above 2^31-1 is a connection error",
            .connectionError(.flowControlError), .windowUpdate(0, 0x7fff_ffff), .windowUpdate(0, 0x7fff_ffff)),
    ]

    private static let streams = [
        ClientCase("5.1 idle: DATA is a connection error", .connectionError(.protocolError), .data(3, [1])),
        ClientCase("5.1 idle: HEADERS are a connection error", .connectionError(.protocolError), .headers(3, .reply)),
        ClientCase("5.1 idle: RST_STREAM is a connection error", .connectionError(.protocolError), .reset(3)),
        ClientCase(
            "5.1 idle: WINDOW_UPDATE is a connection error", .connectionError(.protocolError), .windowUpdate(3, 1)),
        ClientCase(
            "5.1.1: a stream that the server opens is a connection error", .connectionError(.protocolError),
            .headers(2, .reply)),
        ClientCase(
            "5.1 closed by END_STREAM: DATA is a connection error", .connectionError(.streamClosed),
            whenOver: [.data(1, [1])]),
        ClientCase(
            "5.1 closed by END_STREAM: HEADERS are a connection error", .connectionError(.streamClosed),
            whenOver: [.headers(1, .reply)]),
        ClientCase(
            "5.1 closed by END_STREAM: WINDOW_UPDATE, RST_STREAM and PRIORITY are ignored", .nothing,
            whenOver: [.windowUpdate(1, 1), .reset(1), .priority(1)]),
        ClientCase(
            "5.1 closed by the server's RST_STREAM: DATA is a stream error", .streamError(1, .streamClosed),
            .reset(1), .data(1, [1])),
        ClientCase(
            "5.1 closed by the server's RST_STREAM: HEADERS are a stream error", .streamError(1, .streamClosed),
            .reset(1), .headers(1, .reply)),
        ClientCase(
            "6.8: GOAWAY of a stream is a connection error", .connectionError(.protocolError),
            .misfit(.goAway, 1, count: 8)),
        ClientCase(
            "6.8: GOAWAY that names a stream of the server is an error", .connectionError(.protocolError),
            .goAway(last: 2)),
        ClientCase(
            "6.8: a second GOAWAY may not name a higher stream", .connectionError(.protocolError),
            .goAway(last: 1), .goAway(last: 3)),
    ]

    @Test(arguments: frames + settings + streams)
    func rule(_ rule: ClientCase) async throws { try await rule.check() }

    @Test("3.4: something else than SETTINGS first is a connection error", arguments: [
        Frame.ping(), .headers(1, .reply), .settingsAck, .goAway(),
    ])
    func somethingElseFirst(frame: Frame) async throws {
        try await SuiteClient.run { suite in
            let call = suite.greet()
            defer { call.cancel() }
            let peer = try await suite.server.accept()
            peer.send(frame)
            try await peer.expectConnectionError(.protocolError)
        }
    }

    @Test("8.7: a call whose stream is refused is sent again once")
    func refusedStream() async throws {
        try await SuiteClient.run { suite in
            let call = suite.greet()
            let peer = try await suite.server.accept()
            try await peer.handshake()
            try await peer.expect(.end(of: 1))
            peer.send(.reset(1, .refusedStream))
            try await peer.expect(.end(of: 3))
            peer.answer(3)
            try await call.expectReply()
            let second = suite.greet()
            try await peer.expect(.end(of: 5))
            peer.send(.reset(5, .refusedStream))
            try await peer.expect(.end(of: 7))
            peer.send(.reset(7, .refusedStream))
            let error = await #expect(throws: RPCError.self) { try await second.value.get() }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains("refused the call twice (REFUSED_STREAM)") == true)
        }
    }

    @Test("6.8: GOAWAY on a new connection sends its calls to the next, several times")
    func goAwayBeforeTheFirstCall() async throws {
        try await SuiteClient.run { suite in
            let call = suite.greet()
            for _ in 0..<5 {
                let leaving = try await suite.server.accept()
                leaving.send(.settings(), .goAway())
                try await leaving.expect(.closed)
            }
            let last = try await suite.server.accept()
            try await last.handshake()
            try await last.expect(.end(of: 1))
            last.answer(1)
            try await call.expectReply()
        }
    }

    @Test("6.8: a call above the last stream of GOAWAY goes to another connection")
    func goAwayBelowACall() async throws {
        try await SuiteClient.run { suite in
            let call = suite.greet()
            let first = try await suite.server.accept()
            try await first.handshake()
            try await first.expect(.end(of: 1))
            first.send(.goAway(last: 0))
            let second = try await suite.server.accept()
            try await second.handshake()
            try await second.expect(.end(of: 1))
            second.answer(1)
            try await call.expectReply()
        }
    }

    @Test("6.8: a call up to the last stream of GOAWAY is finished")
    func goAwayAboveACall() async throws {
        try await SuiteClient.run { suite in
            let call = suite.greet()
            let peer = try await suite.server.accept()
            try await peer.handshake()
            try await peer.expect(.end(of: 1))
            peer.send(.goAway(last: 1))
            peer.answer(1)
            try await call.expectReply()
            try await peer.expect(.closed)
        }
    }
}
