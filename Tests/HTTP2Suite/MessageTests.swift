import RawHTTP2
import Testing

/// RFC 9113 section 8: what makes a request malformed. Each of them is a stream error of type PROTOCOL_ERROR.
@Suite struct MessageTests {
    private static func malformed(_ rule: String, _ fields: HeaderFields) -> SuiteCase {
        SuiteCase(rule, .streamError(1, .protocolError), .headers(1, fields, endStream: true))
    }

    private static let fields = [
        malformed("8.2.1: upper case in a name", .upload.adding("X-Test", "ok")),
        malformed("8.2.1: a space in a name", .upload.adding("x test", "ok")),
        malformed("8.2.1: a line break in a value", .upload.adding("x-test", "a\r\nb")),
        malformed("8.2.1: a zero byte in a value", .upload.adding("x-test", "a\0b")),
        malformed("8.2.2: a field of the connection", .upload.adding("connection", "keep-alive")),
        malformed("8.2.2: transfer-encoding", .upload.adding("transfer-encoding", "chunked")),
        malformed("8.2.2: keep-alive", .upload.adding("keep-alive", "5")),
        malformed("8.2.2: proxy-connection", .upload.adding("proxy-connection", "close")),
        malformed("8.2.2: upgrade", .upload.adding("upgrade", "h2c")),
        malformed("8.2.2: te of another value than trailers", .upload.replacing("te", with: "trailers, deflate")),
        malformed("8.3: an unknown pseudo-header field", .upload.beginning(with: ":test", "ok")),
        malformed("8.3: a pseudo-header field of responses", .upload.beginning(with: ":status", "200")),
        malformed("8.3: a pseudo-header field after another field", .upload.removing(":path").adding(":path", "/a")),
        malformed("8.3.1: an empty :path", .upload.replacing(":path", with: "")),
        malformed("8.3.1: no :method", .upload.removing(":method")),
        malformed("8.3.1: no :scheme", .upload.removing(":scheme")),
        malformed("8.3.1: no :path", .upload.removing(":path")),
        malformed("8.3.1: two :method", .upload.beginning(with: ":method", "POST")),
        malformed("8.3.1: two :scheme", .upload.beginning(with: ":scheme", "http")),
        malformed("8.3.1: two :path", .upload.beginning(with: ":path", SuiteServer.upload)),
        malformed("8.3.1: two :authority", .upload.beginning(with: ":authority", "localhost")),
        malformed("8.3.1: neither :authority nor host", .upload.removing(":authority")),
    ]

    private static let messages = [
        SuiteCase(
            "8.1: a second block without END_STREAM", .streamError(1, .protocolError),
            .open(1), .headers(1, ["x-test": "ok"])),
        SuiteCase(
            "8.1: a pseudo-header field among trailers", .streamError(1, .protocolError),
            .open(1), .headers(1, [":method": "POST"], endStream: true)),
        SuiteCase(
            "8.1.1: a content-length unlike the DATA", .streamError(1, .protocolError),
            .headers(1, .upload.adding("content-length", "1")), .data(1, Frame.emptyMessage, endStream: true)),
        SuiteCase(
            "8.1.1: a content-length unlike the sum of the DATA", .streamError(1, .protocolError),
            .headers(1, .upload.adding("content-length", "9")), .data(1, Frame.emptyMessage),
            .data(1, Frame.emptyMessage, endStream: true)),
        SuiteCase(
            "8.1.1: a content-length with the END_STREAM of HEADERS", .streamError(1, .protocolError),
            .headers(1, .upload.adding("content-length", "5"), endStream: true)),
        SuiteCase(
            "8.1.1: a content-length that holds", .success,
            .headers(1, .upload.adding("content-length", "5")), .data(1, Frame.emptyMessage, endStream: true)),
        SuiteCase(
            "8.1: trailers end a request", .success,
            .open(1), .data(1, Frame.emptyMessage), .headers(1, ["x-test": "ok"], endStream: true)),
    ]

    @Test(arguments: fields + messages)
    func rule(_ rule: SuiteCase) async throws { try await rule.check() }

    /// Not errors of HTTP/2: gRPC has no use for them, and says so in the words of HTTP.
    @Test("8.3.1: GET and HEAD are answered", arguments: ["GET", "HEAD"])
    func otherMethods(method: String) async throws {
        try await SuiteServer.peer { peer in
            peer.send(.headers(1, HeaderFields.upload.replacing(":method", with: method), endStream: true))
            let response = try await peer.response(1)
            #expect(response.status == "405")
        }
    }
}
