import MartletHTTP2
import RawHTTP2
import Testing

/// Header blocks: their limits, and the compression state that must survive a refusal.
@Suite struct HeaderLimitTests {
    @Test func oneContinuationInSingleBytesSucceeds() throws {
        let server = try Side.greetedServer()
        let block = HeaderFields.plainRequest.literalBlock
        try server.receive(Frame.headers(1, pieces: [[], block], endStream: true), chunk: 1)
        #expect(server.told == [.headers(1, .plainRequest, .request, endStream: true)])
    }

    @Test func aBlockInOneBytePiecesSucceedsUpToTheLimitAndEndsTheConnectionAboveIt() throws {
        let block = HeaderFields.plainRequest.literalBlock
        let inTime = try Side.greetedServer { $0.maxContinuations = 2 * block.count }
        try inTime.receive(Frame.headers(1, pieces: [[]] + block.pieces(of: 1)))
        #expect(inTime.open[1] != nil)
        #expect(inTime.session.counters.continuationsReceived == block.count)
        let tooMany = try Side.greetedServer()
        let error = #expect(throws: HTTP2Error.self) {
            try tooMany.receive(Frame.headers(1, pieces: [[]] + (block + block).pieces(of: 1)))
        }
        #expect(error?.kind == .flooded)
    }

    @Test func headersThatArriveInPiecesAcrossOtherCallsStayWhole() throws {
        let server = try Side.greetedServer()
        try server.receive(.headers(1, .plainRequest, endStream: true))
        let fields = HeaderFields.plainRequest.adding("x-long", String(repeating: "v", count: 5000))
        try server.receive(.headers(3, fields), chunk: 7)
        #expect(server.told.last == .headers(3, fields, .request, endStream: false))
    }

    @Test(arguments: [(0, true), (1, false)])
    func theListSizeLimitIsExact(extra: Int, accepted: Bool) throws {
        let used = HeaderFields.plainRequest.fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 32 }
        let server = try Side.greetedServer { $0.maxHeaderListSize = used + 100 }
        let value = String(repeating: "v", count: 100 - 32 - 1 + extra)
        try server.receive(.headers(1, .plainRequest.adding("x", value)))
        #expect((server.open[1] != nil) == accepted)
        #expect(server.session.counters.headerListsRefused == (accepted ? 0 : 1))
        #expect(server.frames().resets.map(\.1) == (accepted ? [] : [.enhanceYourCalm]))
        #expect(server.session.activeStreamCount == (accepted ? 1 : 0))
    }

    @Test(arguments: [(128, true), (129, false)])
    func theNumberOfFieldsIsLimited(count: Int, accepted: Bool) throws {
        let server = try Side.greetedServer()
        var fields = HeaderFields.plainRequest
        while fields.fields.count < count { fields = fields.adding("x", "1") }
        try server.receive(.headers(1, fields))
        #expect((server.open[1] != nil) == accepted)
        #expect(server.frames().resets.count == (accepted ? 0 : 1))
    }

    @Test func compressionStateSurvivesARefusedBlock() throws {
        let server = try Side.greetedServer()
        let refused =
            HeaderFields.plainRequest.adding("big", String(repeating: "v", count: 16_300)).literalBlock
            + HeaderRepresentation.literal("x-late", "kept", .incremental).bytes
        try server.receive(Frame.headers(1, pieces: [[]] + refused.pieces(of: 16_000)))
        #expect(server.told.isEmpty)
        let late = HeaderRepresentation.indexed(62).bytes
        try server.receive(.headers(3, block: HeaderFields.plainRequest.literalBlock + late))
        let expected = HeaderFields.plainRequest.adding("x-late", "kept")
        #expect(server.told.last == .headers(3, expected, .request, endStream: false))
    }

    /// A block whose last field is large, and enters the table.
    private static let seed =
        HeaderFields.plainRequest.literalBlock
        + HeaderRepresentation.literal("x", String(repeating: "v", count: 4000), .incremental).bytes

    private func bomb(_ references: Int) -> [UInt8] {
        Self.seed + [UInt8](repeating: 0x80 | 62, count: references)
    }

    @Test func aBlockThatDecodesToMuchCostsItsStream() throws {
        let server = try Side.greetedServer()
        try server.receive(.headers(1, block: bomb(60), endHeaders: false))
        try server.receive(.continuation(1, block: [0x80 | 62]))
        try server.receive(.headers(3, .plainRequest, endStream: true))
        #expect(server.told == [.headers(3, .plainRequest, .request, endStream: true)])
        #expect(server.session.counters.headerListsRefused == 1)
        #expect(server.frames().resets.map(\.1) == [.enhanceYourCalm])
    }

    @Test func aCompressionBombEndsTheConnection() throws {
        let server = try Side.greetedServer()
        let error = #expect(throws: HTTP2Error.self) { try server.receive(.headers(1, block: bomb(65))) }
        #expect(error?.kind == .flooded)
        #expect(server.told.isEmpty)
        #expect(server.session.goAwaySent == nil)
        _ = server.frames()
        #expect(server.session.goAwaySent == .enhanceYourCalm)
    }

    @Test func manyBlocksInOneReadCannotFillTheArena() throws {
        let server = try Side.greetedServer { $0.maxConcurrentStreams = 1000 }
        try server.receive(.headers(1, block: Self.seed))
        let block = HeaderFields.plainRequest.literalBlock + [0x80 | 62, 0x80 | 62, 0x80 | 62]
        let bytes = (1...150).flatMap { Frame.headers(UInt32($0 * 2 + 1), block: block).bytes }
        try server.receive(bytes: bytes, chunk: bytes.count)
        #expect(server.session.counters.headerListsRefused > 0)
        #expect(server.open.count > 50)
    }

    @Test func aClientRefusesTrailersAboveTheLimitAndSaysSo() throws {
        let client = try Side.greetedClient { $0.maxHeaderListSize = 200 }
        let stream = try client.session.request(.call, endStream: true, owner: nil)
        _ = client.produce()
        let big = String(repeating: "v", count: 200)
        try client.receive(
            .headers(1, [":status": "200"]), .headers(1, ["grpc-message": big], endStream: true))
        #expect(stream.headerExcess == .size)
        #expect(client.frames().resets.map(\.1) == [.enhanceYourCalm])
        #expect(client.told.last == .closed(1, .enhanceYourCalm))
    }

    @Test func sensitiveFieldsAndCredentialsNeverEnterATable() throws {
        let client = try Side.greetedClient()
        var block = HTTP2HeaderBlock.call
        block.append("x-secret", "one", sensitive: true)
        block.append("authorization", "Bearer two")
        for _ in 0..<3 { _ = try client.session.request(block, endStream: true, owner: nil) }
        let blocks = client.frames().filter { $0.kind == .headers }.map(\.payload)
        // Never-indexed literals begin with the bits 0001 and so can't shrink: the last block still spells them out.
        #expect(blocks.count == 3 && blocks[1] == blocks[2])
        let server = try Side.greetedServer()
        try server.receive(.headers(1, block: blocks[0]), .headers(3, block: blocks[1]))
        #expect(server.told.allSatisfy { "\($0)".contains("x-secret: one") && "\($0)".contains("Bearer two") })
        #expect(blocks[2].filter { $0 & 0xf0 == 0x10 }.count >= 2)
        #expect(blocks[2].count < blocks[0].count)
    }

    @Test func outboundHeadersAboveTheLimitAreNotSent() throws {
        let client = try Side.greetedClient { $0.maxOutboundHeaderBlockSize = 1000 }
        let block = HTTP2HeaderBlock(.plainRequest.adding("x", String(repeating: "v", count: 1000)))
        let error = #expect(throws: HTTP2Error.self) {
            try client.session.request(block, endStream: true, owner: nil)
        }
        #expect(error?.kind == .headerBlockTooLarge)
        #expect(client.produce().isEmpty && client.session.activeStreamCount == 0)
        let server = try Side.greetedServer { $0.maxOutboundHeaderBlockSize = 1000 }
        try server.receive(.headers(1, .plainRequest, endStream: true))
        if let stream = server.open[1] {
            server.session.respond(stream, .reply, endStream: false)
            server.session.finish(stream, trailers: block)
        }
        #expect(server.frames().resets.map(\.1) == [.internalError])
    }

    @Test func blocksShareStorageUntilOneChanges() throws {
        let original = HTTP2HeaderBlock(.plainRequest)
        var copy = original
        copy.append("grpc-timeout", "1S")
        for index in 0..<40 { copy.append("x-\(index)", "value \(index)") }
        copy.append(contentsOf: original)
        let count = HeaderFields.plainRequest.fields.count
        #expect(original.count == count && copy.count == 2 * count + 41)
        let pair = try Pair()
        var late = HTTP2HeaderBlock(.plainRequest)
        late.append(contentsOf: HTTP2HeaderBlock(["x-1": "value 1", "x-2": "value 2"]))
        _ = try pair.client.session.request(late, endStream: true, owner: nil)
        late = HTTP2HeaderBlock()
        try pair.pump()
        let expected = HeaderFields.plainRequest.adding("x-1", "value 1").adding("x-2", "value 2")
        #expect(pair.server.told.contains(.headers(1, expected, .request, endStream: true)))
    }
}
