import RawHTTP2
import Testing

/// The peer itself: what it says is what RFC 9113 and RFC 7541 draw, and it understands what others say.
@Suite struct FrameLanguageTests {
    @Test func framesLookAsTheRFCDrawsThem() {
        #expect(Frame.settings([.initialWindowSize(0x102)]).bytes == [0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 4, 0, 0, 1, 2])
        #expect(
            Frame.data(5, [7], endStream: true, padding: 2).bytes == [0, 0, 4, 0, 9, 0, 0, 0, 5, 2, 7, 0, 0])
        #expect(
            Frame.headers(1, block: [0x82], priority: .init(dependsOn: 3, exclusive: true, weight: 9)).bytes
                == [0, 0, 6, 1, 0x24, 0, 0, 0, 1, 0x80, 0, 0, 3, 9, 0x82])
        #expect(
            Frame.headers(3, pieces: [[], [0x82], [0x86]], endStream: true).map(\.bytes) == [
                [0, 0, 0, 1, 1, 0, 0, 0, 3], [0, 0, 1, 9, 0, 0, 0, 0, 3, 0x82], [0, 0, 1, 9, 4, 0, 0, 0, 3, 0x86],
            ])
        var lie = Frame.reset(1, .cancel)
        lie.declaredLength = 3
        lie.reservedBit = true
        #expect(lie.bytes == [0, 0, 3, 3, 0, 0x80, 0, 0, 1, 0, 0, 0, 8])
    }

    /// The examples of RFC 7541 appendix C.2.1 and C.4.1.
    @Test func representationsAreThoseOfTheRFC() {
        #expect(
            HeaderRepresentation.literal("custom-key", "custom-header", .incremental).bytes
                == [0x40, 10] + Array("custom-key".utf8) + [13] + Array("custom-header".utf8))
        let block: [HeaderRepresentation] = [
            .indexed(2), .indexed(6), .indexed(4), .literal(nameAt: 1, "www.example.com", .incremental, huffman: true),
        ]
        #expect(
            block.block == [
                0x82, 0x86, 0x84, 0x41, 0x8c, 0xf1, 0xe3, 0xc2, 0xe5, 0xf2, 0x3a, 0x6b, 0xa0, 0xab, 0x90, 0xf4, 0xff,
            ])
        #expect(HeaderRepresentation.tableSize(4096).bytes == [0x3f, 0xe1, 0x1f])
    }

    /// Our server compresses with nghttp2: tables, Huffman code and all.
    @Test func answersAreUnderstood() async throws {
        try await SuiteServer.peer { peer in
            for stream: UInt32 in [1, 3, 5] {
                peer.send(.headers(stream, .upload), .data(stream, [0, 0, 0, 0, 0], endStream: true))
                let response = try await peer.response(stream)
                #expect(response.status == "200" && response.grpcStatus == "0", "\(response)")
                #expect(response.blocks.first?["content-type"] == "application/grpc")
                #expect(response.body.count > 5)
            }
        }
    }

    @Test func aMissingAnswerSaysWhatCameInstead() async throws {
        try await SuiteServer.peer { peer in
            peer.send(.ping(7))
            let error = await #expect(throws: MissingAnswer.self) {
                try await peer.expect(.goAway(.protocolError), within: .milliseconds(50))
            }
            #expect(error?.description.contains("PING#0 flags 1, 8 bytes") == true)
            #expect(await peer.next(within: .milliseconds(1)) == nil)
        }
    }
}
