internal import CNghttp2

/// What ended a session, or refused a request before anything was sent.
public struct HTTP2Error: Error, Hashable, Sendable {
    /// What kind of failure this is.
    public struct Kind: Hashable, Sendable {
        private var value: UInt8

        /// The peer's first bytes are not the HTTP/2 preface (RFC 9113 section 3.4).
        public static let badPreface = Kind(value: 0)
        /// The peer floods the session with frames that need an answer, or with CONTINUATION frames.
        public static let flooded = Kind(value: 1)
        /// The session can't go on: out of memory, or a fault of our own.
        public static let internalFailure = Kind(value: 2)
        /// No new request on this connection: the peer said GOAWAY, or we are closing. Nothing was sent.
        public static let requestsNotAllowed = Kind(value: 3)
        /// All stream identifiers of this connection are spent. Nothing was sent.
        public static let streamIDsExhausted = Kind(value: 4)
        /// The header block is above ``HTTP2Configuration/maxOutboundHeaderBlockSize``. Nothing was sent.
        public static let headerBlockTooLarge = Kind(value: 5)
        /// ``HTTP2Session/connectionLost(_:)`` was called.
        public static let connectionLost = Kind(value: 6)
    }

    public var kind: Kind
    /// A sentence for the log.
    public var reason: String

    public init(kind: Kind, reason: String) {
        self.kind = kind
        self.reason = reason
    }

    /// The error behind a negative return value of nghttp2.
    init(nghttp2 code: Int) {
        let text = nghttp2_strerror(Int32(truncatingIfNeeded: code)).map { String(cString: $0) } ?? "unknown"
        self.init(kind: Self.kind(of: code), reason: "\(text) (nghttp2 \(code))")
    }

    private static func kind(of code: Int) -> Kind {
        switch code {
        case Int(NGHTTP2_ERR_BAD_CLIENT_MAGIC.rawValue): .badPreface
        case Int(NGHTTP2_ERR_FLOODED.rawValue), Int(NGHTTP2_ERR_TOO_MANY_CONTINUATIONS.rawValue): .flooded
        case Int(NGHTTP2_ERR_STREAM_ID_NOT_AVAILABLE.rawValue): .streamIDsExhausted
        default: .internalFailure
        }
    }
}

extension HTTP2Error: CustomStringConvertible {
    public var description: String { "HTTP/2: " + reason }
}
