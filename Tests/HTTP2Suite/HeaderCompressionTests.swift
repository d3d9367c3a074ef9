import RawHTTP2
import Testing

/// RFC 7541: every way to write a header field is read, and a wrong one is a connection error of type
/// COMPRESSION_ERROR.
@Suite struct HeaderCompressionTests {
    private static let base: [HeaderRepresentation] = [
        .indexed(3), .indexed(6), .literal(nameAt: 4, SuiteServer.upload), .literal(nameAt: 1, "localhost"),
        .literal(nameAt: 31, "application/grpc"), .literal("te", "trailers"),
    ]

    private static func taken(_ rule: String, _ more: HeaderRepresentation...) -> SuiteCase {
        SuiteCase(rule, .success, .headers(1, block: (base + more).block, endStream: true))
    }

    private static func broken(_ rule: String, _ more: HeaderRepresentation...) -> SuiteCase {
        SuiteCase(
            rule, .connectionError(.compressionError), .headers(1, block: (base + more).block, endStream: true))
    }

    static let read = [
        taken("RFC 7541 6.1: an indexed field", .indexed(16)),
        taken("RFC 7541 6.2.1: incremental indexing, indexed name", .literal(nameAt: 58, "a", .incremental)),
        taken(
            "RFC 7541 6.2.1: incremental indexing, indexed name, Huffman code",
            .literal(nameAt: 58, "a", .incremental, huffman: true)),
        taken("RFC 7541 6.2.1: incremental indexing, new name", .literal("x-test", "ok", .incremental)),
        taken(
            "RFC 7541 6.2.1: incremental indexing, new name, Huffman code",
            .literal("x-test", "ok", .incremental, huffman: true)),
        taken("RFC 7541 6.2.2: without indexing, indexed name", .literal(nameAt: 58, "a")),
        taken("RFC 7541 6.2.2: without indexing, indexed name, Huffman code", .literal(nameAt: 58, "a", huffman: true)),
        taken("RFC 7541 6.2.2: without indexing, new name", .literal("x-test", "ok")),
        taken("RFC 7541 6.2.2: without indexing, new name, Huffman code", .literal("x-test", "ok", huffman: true)),
        taken("RFC 7541 6.2.3: never indexed, indexed name", .literal(nameAt: 58, "a", .never)),
        taken(
            "RFC 7541 6.2.3: never indexed, indexed name, Huffman code",
            .literal(nameAt: 58, "a", .never, huffman: true)),
        taken("RFC 7541 6.2.3: never indexed, new name", .literal("x-test", "ok", .never)),
        taken("RFC 7541 6.2.3: never indexed, new name, Huffman code", .literal("x-test", "ok", .never, huffman: true)),
        taken(
            "RFC 7541 2.3.3: an entry of the dynamic table", .literal("x-test", "ok", .incremental), .indexed(62)),
        SuiteCase(
            "RFC 7541 4.2: a size update at the start of a block", .success,
            .headers(1, block: ([.tableSize(128)] + base).block, endStream: true)),
        SuiteCase(
            "RFC 7541 4.2: two size updates at the start of a block", .success,
            .headers(1, block: ([.tableSize(0), .tableSize(4096)] + base).block, endStream: true)),
    ]

    static let refused = [
        broken("RFC 7541 2.3.3: an index behind the tables", .indexed(70)),
        broken("RFC 7541 2.3.3: a name behind the tables", .literal(nameAt: 70, "empty")),
        broken("RFC 7541 4.2: a size update at the end of a block", .tableSize(128)),
        broken("RFC 7541 5.1: an integer that never ends", .init(bytes: [0xff] + [UInt8](repeating: 0x80, count: 20))),
        broken(
            "RFC 7541 5.2: padding of more than 7 bits",
            .literal("x-test", huffmanCode: [0x1c, 0x64, 0xff, 0xff, 0xff, 0xff])),
        broken("RFC 7541 5.2: padding with zeros", .literal("x-test", huffmanCode: [0x18])),
        broken(
            "RFC 7541 5.2: the end of a string inside of it",
            .literal("x-test", huffmanCode: [0xff, 0xff, 0xff, 0xfc, 0x1f])),
        broken("RFC 7541 5.2: a string longer than its block", .init(bytes: [0, 1, 0x61, 0x7e, 0x62])),
        broken("RFC 7541 6.1: an index of 0", .indexed(0)),
        SuiteCase(
            "RFC 7541 6.3: a size update above SETTINGS_HEADER_TABLE_SIZE", .connectionError(.compressionError),
            .headers(1, block: ([.tableSize(4097)] + base).block, endStream: true)),
    ]

    @Test(arguments: read + refused)
    func rule(_ rule: SuiteCase) async throws { try await rule.check() }

    @Test("RFC 7541 2.2: the table of the connection lives on from block to block")
    func tableLivesOn() async throws {
        try await SuiteServer.peer { peer in
            peer.send(
                .headers(
                    1, block: [.literal(nameAt: 4, SuiteServer.upload, .incremental)].block + rest, endStream: true),
                .headers(3, block: [.indexed(62)].block + rest, endStream: true))
            try await peer.expectStatus("0", 1)
            try await peer.expectStatus("0", 3)
        }
    }

    private var rest: [UInt8] {
        ([
            .indexed(3), .indexed(6), .literal(nameAt: 1, "localhost"), .literal(nameAt: 31, "application/grpc"),
            .literal("te", "trailers"),
        ] as [HeaderRepresentation]).block
    }
}
