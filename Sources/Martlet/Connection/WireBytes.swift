/// Bytes that a socket gave and took, TLS and HTTP/2 included.
struct WireBytes: Hashable, Sendable {
    var received = 0
    var sent = 0

    static func + (left: WireBytes, right: WireBytes) -> WireBytes {
        WireBytes(received: left.received + right.received, sent: left.sent + right.sent)
    }
}
