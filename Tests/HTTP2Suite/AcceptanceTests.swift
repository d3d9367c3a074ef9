import RawHTTP2
import Testing

/// Every frame, and every form of it, that a peer may send: none of them disturbs a call.
@Suite struct AcceptanceTests {
    private static let block = HeaderFields.upload.literalBlock
    private static let start = Frame.headers(1, block: Array(block.prefix(10)), endStream: true, endHeaders: false)
    private static let middle = Array(block.dropFirst(10).prefix(10))
    private static let end = Array(block.dropFirst(20))

    static let cases = [
        SuiteCase("6.1: one DATA", .success, .open(1), .rest(1)),
        SuiteCase(
            "6.1: a message in two DATA", .success, .open(1), .data(1, [0, 0]), .data(1, [0, 0, 0], endStream: true)),
        SuiteCase(
            "6.1: DATA with padding", .success, .open(1), .data(1, Frame.emptyMessage, endStream: true, padding: 58)),
        SuiteCase("6.1: DATA with nothing but END_STREAM", .success, .open(1), .data(1, endStream: true)),
        SuiteCase("6.2: HEADERS", .success, .whole(1)),
        SuiteCase("6.2: HEADERS with padding", .success, .headers(1, block: block, endStream: true, padding: 58)),
        SuiteCase(
            "6.2: HEADERS with priority", .success,
            .headers(1, block: block, endStream: true, priority: .init(dependsOn: 0, exclusive: true, weight: 255))),
        SuiteCase(
            "6.2: HEADERS with padding and priority", .success,
            .headers(1, block: block, endStream: true, padding: 3, priority: .init(dependsOn: 3))),
        SuiteCase("6.3: PRIORITY of weight 1", .success, .priority(1, .init(dependsOn: 0, weight: 0)), .whole(1)),
        SuiteCase("6.3: PRIORITY of weight 256", .success, .priority(1, .init(dependsOn: 0, weight: 255)), .whole(1)),
        SuiteCase("6.3: PRIORITY that depends on a stream", .success, .priority(1, .init(dependsOn: 3)), .whole(1)),
        SuiteCase(
            "6.3: PRIORITY that is exclusive", .success, .priority(1, .init(dependsOn: 3, exclusive: true)), .whole(1)),
        SuiteCase(
            "6.3: PRIORITY on an idle stream, then HEADERS of a lower one", .success, .priority(7), .whole(1)),
        SuiteCase("6.3: PRIORITY on a closed stream", .nothing, .whole(1), whenOver: [.priority(1)]),
        SuiteCase("6.4: RST_STREAM", .nothing, .open(1), .reset(1)),
        SuiteCase("6.5: SETTINGS", .success, .settings([.headerTableSize(0), .maxHeaderListSize(1000)]), .whole(1)),
        SuiteCase("6.9: WINDOW_UPDATE for the connection", .nothing, .windowUpdate(0, 1)),
        SuiteCase("6.10: one CONTINUATION", .success, start, .continuation(1, block: middle + end)),
        SuiteCase(
            "6.10: many CONTINUATION", .success, start, .continuation(1, block: middle, endHeaders: false),
            .continuation(1, endHeaders: false), .continuation(1, block: end)),
    ]

    @Test(arguments: cases)
    func rule(_ rule: SuiteCase) async throws { try await rule.check() }

    /// The pieces of a frame come as the network likes.
    @Test("4.1: a call that comes byte by byte")
    func byteByByte() async throws {
        try await SuiteServer.peer { peer in
            for byte in Frame.priority(3).bytes + Frame.open(1).bytes + Frame.rest(1).bytes {
                peer.send(bytes: [byte])
                await peer.flush()
            }
            try await peer.expectStatus("0", 1)
        }
    }
}
