import RawHTTP2
import Testing

/// RFC 9113 section 8: what makes a response malformed, and what doesn't.
@Suite struct ClientMessageTests {
    private static let trailers = Frame.headers(1, ["grpc-status": "0"], endStream: true)

    private static func malformed(_ rule: String, _ frames: Frame...) -> ClientCase {
        malformed(rule, frames)
    }

    private static func malformed(_ rule: String, _ frames: [Frame]) -> ClientCase {
        var rule = ClientCase(rule, .streamError(1, .protocolError))
        rule.frames = frames
        return rule
    }

    /// A field that ruins a response, alone.
    private static func malformed(_ rule: String, field name: String, _ value: String) -> ClientCase {
        malformed(rule, .headers(1, HeaderFields.reply.adding(name, value)))
    }

    private static let refused = [
        ClientCase("8.1: DATA before HEADERS is an error", .error(1, .protocolError), .data(1, RawPeer.reply)),
        malformed("8.1: trailers without END_STREAM", .headers(1, .reply), .headers(1, ["grpc-status": "0"])),
        malformed(
            "8.1: a pseudo-header field among trailers",
            .headers(1, .reply), .headers(1, [":status": "200", "grpc-status": "0"], endStream: true)),
        malformed(
            "8.1: an informational response that ends the stream", .headers(1, [":status": "103"], endStream: true)),
        malformed(
            "8.1.1: a content-length unlike the DATA",
            .headers(1, HeaderFields.reply.adding("content-length", "3")), .data(1, RawPeer.reply), trailers),
        malformed("8.2.1: upper case in a name", field: "X-Test", "a"),
        malformed("8.2.1: a space in a name", field: "x test", "a"),
        malformed("8.2.1: a line break in a value", field: "x-test", "a\nb"),
        malformed("8.2.1: a zero byte in a value", field: "x-test", "a\0b"),
        malformed("8.2.2: a field of the connection", field: "connection", "close"),
        malformed("8.2.2: transfer-encoding", field: "transfer-encoding", "chunked"),
        malformed("8.3: a pseudo-header field after another field", field: ":status", "200"),
        malformed("8.3: an unknown pseudo-header field", .headers(1, HeaderFields.reply.beginning(with: ":test", "a"))),
        malformed(
            "8.3: a pseudo-header field of requests", .headers(1, HeaderFields.reply.beginning(with: ":path", "/"))),
        malformed("8.3.2: no :status", .headers(1, ["content-type": "application/grpc"])),
        malformed("8.3.2: two :status", .headers(1, HeaderFields.reply.beginning(with: ":status", "200"))),
        malformed("8.3.2: a :status that is no number", .headers(1, [":status": "two"])),
        malformed("8.6: 101 Switching Protocols", .headers(1, [":status": "101"])),
    ]

    private static let taken = [
        ClientCase(
            "8.1: informational responses come before the final one", .success,
            .headers(1, [":status": "100"]), .headers(1, [":status": "103", "link": "</a>"]), .headers(1, .reply),
            .data(1, RawPeer.reply), trailers),
        ClientCase(
            "6.1: padding and empty DATA say nothing", .success, .headers(1, .reply), .data(1, padding: 255), .data(1),
            .data(1, RawPeer.reply, padding: 3), trailers),
        ClientCase(
            "8.1: RST_STREAM with NO_ERROR after the end changes nothing", .success,
            .headers(1, .reply), .data(1, RawPeer.reply), trailers, .reset(1, .noError)),
    ]

    @Test(arguments: refused + taken)
    func rule(_ rule: ClientCase) async throws { try await rule.check() }
}
