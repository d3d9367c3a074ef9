/// Something that a peer may do over and over, and the most often that it gets away with it by default.
package struct Flood: Sendable, CustomStringConvertible {
    package var description: String
    /// What the server has too many of, in the words of its GOAWAY.
    package var cause: String
    package var limit: Int
    /// The frames of one time. The id is that of a new stream; stream 1 is a call that is open.
    package var unit: @Sendable (UInt32) -> [Frame]

    private init(
        _ name: String, _ cause: String, limit: Int, _ unit: @escaping @Sendable (UInt32) -> [Frame]
    ) {
        description = name
        self.cause = cause
        self.limit = limit
        self.unit = unit
    }

    /// The frames of the first `count` times, whose streams begin with `first`.
    package func bytes(_ count: Int, from first: UInt32 = 3) -> [UInt8] {
        (0..<UInt32(count)).flatMap { unit(first + 2 * $0).flatMap(\.bytes) }
    }

    /// Opens the call that some floods go to, with a message that never becomes whole.
    package static func opening(_ streaming: HeaderFields) -> [Frame] {
        [.headers(1, streaming), .data(1, [0, 0, 0, 0xff, 0xff])]
    }

    /// Header blocks that refer to one large field over and over, half a gigabyte when decoded: the first ends the
    /// connection, whatever the ledger says.
    package static let compressionBomb = Flood("HPACK bomb", "header lists", limit: 1) {
        nineFrames($0, HeaderRepresentation.literal("x", String(repeating: "x", count: 3_000), .incremental).bytes)
    }

    /// A header block of nine frames; its first bytes, and one index over and over.
    private static func nineFrames(_ stream: UInt32, _ start: [UInt8]) -> [Frame] {
        let block = start + [UInt8](repeating: 0x80 | 62, count: 9 * 16_384 - start.count)
        return Frame.headers(stream, pieces: block.pieces(of: 16_384))
    }

    /// A field with a name that makes the request malformed, and a table entry for the indices after it.
    private static let malformedField = HeaderRepresentation.literal("X", "x", .incremental).bytes

    /// Those that servers must expect, as calls of a method that streams requests and of a unary one.
    package static func all(streaming: HeaderFields, unary: HeaderFields) -> [Flood] {
        [
            Flood("Rapid Reset", "streams that it resets", limit: 500) { [.headers($0, streaming), .reset($0)] },
            Flood("Rapid Reset before the request is whole", "streams that it resets", limit: 500) {
                [.headers($0, unary), .reset($0)]
            },
            Flood("MadeYouReset: window overflow", "broken rules", limit: 250) {
                [.headers($0, streaming), .windowUpdate($0, 0x7fff_ffff)]
            },
            Flood("MadeYouReset: malformed headers", "broken rules", limit: 250) {
                [.headers($0, streaming.removing(":path"))]
            },
            Flood("MadeYouReset: pseudo-header in trailers", "broken rules", limit: 250) {
                [.headers($0, streaming), .headers($0, [":path": "/x"], endStream: true)]
            },
            Flood("MadeYouReset: body beyond content-length", "broken rules", limit: 250) {
                [.headers($0, streaming.adding("content-length", "1")), .data($0, [0, 0])]
            },
            Flood("MadeYouReset: body short of content-length", "broken rules", limit: 250) {
                [.headers($0, streaming.adding("content-length", "9")), .data($0, [0], endStream: true)]
            },
            Flood("headers above the limit", "broken rules", limit: 250) {
                [.headers($0, streaming.adding("x", String(repeating: "x", count: 16_200)))]
            },
            Flood("PING", "PING frames", limit: 1001) { _ in [.ping()] },
            Flood("SETTINGS", "SETTINGS frames", limit: 501) { _ in [.settings()] },
            Flood("PRIORITY", "PRIORITY frames", limit: 1001) { _ in [.priority(1)] },
            Flood("WINDOW_UPDATE", "WINDOW_UPDATE frames", limit: 2001) { _ in [.windowUpdate(1, 1)] },
            Flood("empty DATA", "empty DATA frames", limit: 501) { _ in [.data(1)] },
            Flood("DATA byte by byte", "tiny DATA frames", limit: 4500) { _ in [.data(1, [0])] },
            Flood("CONTINUATION", "CONTINUATION frames", limit: 150) {
                Frame.headers($0, pieces: [[], [], [], [], [], streaming.literalBlock]) + [.reset($0)]
            },
            Flood("MadeYouReset: malformed headers of 16 KiB", "broken rules", limit: 13) {
                [.headers($0, block: malformedField + [UInt8](repeating: 0x80 | 62, count: 16_000))]
            },
            Flood("malformed headers of 144 KiB", "broken rules", limit: 2) {
                nineFrames($0, malformedField)
            },
            Flood("frames of no type", "frames that carry no call", limit: 1200) { _ in
                [.unknown(0, [UInt8](repeating: 7, count: 1024))]
            },
        ]
    }
}
