import RawHTTP2
import Testing

/// RFC 9113 sections 3 and 4, and 5.4 and 5.5: connections and frames as such.
@Suite struct FrameFormatTests {
    @Test("3.4: the server's first frame is SETTINGS")
    func firstFrameIsSettings() async throws {
        try await SuiteServer.run { server in
            let peer = try RawPeer.connect(port: server.port)
            peer.send(bytes: Frame.preface)
            peer.send(.settings())
            #expect(await peer.next()?.frame?.settings != nil)
        }
    }

    @Test("3.4: an invalid preface ends the connection", arguments: [
        "INVALID CONNECTION PREFACE\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r", "GET / HTTP/1.1\r\n\r\n",
    ])
    func invalidPreface(text: String) async throws {
        try await SuiteServer.run { server in
            let peer = try RawPeer.connect(port: server.port)
            peer.send(bytes: Array(text.utf8))
            peer.send(.settings(), .settings())
            try await peer.expect(.closed)
        }
    }

    @Test("3.4: something else than SETTINGS after the preface is a connection error", arguments: [
        Frame.ping(), .open(1), .windowUpdate(0, 1), .settingsAck,
    ])
    func somethingElseFirst(frame: Frame) async throws {
        try await SuiteServer.run { server in
            let peer = try RawPeer.connect(port: server.port)
            peer.send(bytes: Frame.preface)
            peer.send(frame)
            try await peer.expectConnectionError(.protocolError)
        }
    }

    private static func changed(_ frame: Frame, _ change: (inout Frame) -> Void) -> Frame {
        var frame = frame
        change(&frame)
        return frame
    }

    private static let tooLong = [UInt8](repeating: 0x78, count: 16385)

    static let cases = [
        SuiteCase("4.1: a frame of unknown type is ignored", .nothing, .unknown()),
        SuiteCase("4.1: a frame of unknown type on a stream is ignored", .success, .open(1), .unknown(1), .rest(1)),
        SuiteCase(
            "4.1: flags without a meaning are ignored", .response(1),
            changed(.whole(1)) { $0.flags.formUnion(.init(rawValue: 0xd2)) }),
        SuiteCase("4.1: the reserved bit is ignored", .success, changed(.whole(1)) { $0.reservedBit = true }),
        SuiteCase(
            "4.2: a frame of 2^14 bytes is taken", .success, .open(1),
            .data(1, [0, 0, 0, 0x3f, 0xfb, 0x0a, 0xf8, 0x7f] + [UInt8](repeating: 0x78, count: 16376), endStream: true)
        ),
        SuiteCase(
            "4.2: DATA beyond SETTINGS_MAX_FRAME_SIZE is an error", .connectionError(.frameSizeError),
            .open(1), .data(1, tooLong)),
        SuiteCase(
            "4.2: HEADERS beyond SETTINGS_MAX_FRAME_SIZE are a connection error", .connectionError(.frameSizeError),
            .headers(1, block: tooLong)),
        SuiteCase(
            "4.2: SETTINGS beyond SETTINGS_MAX_FRAME_SIZE are a connection error", .connectionError(.frameSizeError),
            .misfit(.settings, 0, count: 16386)),
        SuiteCase(
            "4.3: a block that can't be decoded is a connection error", .connectionError(.compressionError),
            .headers(1, block: [0x40, 0x01])),
        SuiteCase(
            "4.3: PRIORITY in a header block is a connection error", .connectionError(.protocolError),
            .headers(1, block: HeaderFields.upload.literalBlock, endHeaders: false), .priority(1), .continuation(1)),
        SuiteCase(
            "4.3: HEADERS of another stream in a header block are a connection error",
            .connectionError(.protocolError),
            .headers(1, block: HeaderFields.upload.literalBlock, endHeaders: false), .whole(3), .continuation(1)),
        SuiteCase(
            "5.4.1: a connection error is told with GOAWAY before the end", .connectionError(.frameSizeError),
            .misfit(.ping, 0, count: 6)),
        SuiteCase("5.5: an extension frame is ignored", .nothing, .unknown(0, []), .unknown(0, Array(0..<255))),
        SuiteCase(
            "5.5: an extension frame in a header block is a connection error", .connectionError(.protocolError),
            .headers(1, block: HeaderFields.upload.literalBlock, endHeaders: false), .unknown(1), .continuation(1)),
    ]

    @Test(arguments: cases)
    func rule(_ rule: SuiteCase) async throws { try await rule.check() }
}
