/// Why TLS could not be set up, or a session ended other than by agreement.
public struct TLSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is; open for new ones.
    public struct Kind: Hashable, Sendable, CustomStringConvertible {
        /// The kind's name.
        public let description: String

        /// A certificate, key or setting that cannot be used. Nothing was sent yet.
        public static let configuration = Kind(description: "configuration")
        /// The two sides found no common ground, or the peer does not speak TLS.
        public static let handshake = Kind(description: "handshake")
        /// The peer's certificate is not to be trusted, or not for the name that we asked for.
        public static let certificateVerification = Kind(description: "certificate verification")
        /// The peer does not speak HTTP/2 (ALPN "h2").
        public static let alpn = Kind(description: "ALPN")
        /// The peer broke the protocol after the handshake, or a record was tampered with.
        public static let protocolViolation = Kind(description: "protocol violation")
        /// The stream ended without the peer's close_notify: bytes may be missing.
        public static let truncated = Kind(description: "truncated")
        /// The session is closed for what was asked of it.
        public static let closed = Kind(description: "closed")
        /// No memory.
        public static let outOfMemory = Kind(description: "out of memory")
    }

    /// What kind of failure it is.
    public let kind: Kind
    /// What happened, with OpenSSL's words where it has some.
    public let reason: String
    /// The file that a configuration error is about.
    public let file: String?
    /// What to do about a configuration error.
    public let advice: String?

    init(_ kind: Kind, _ reason: String, file: String? = nil, advice: String? = nil) {
        self.kind = kind
        self.reason = reason
        self.file = file
        self.advice = advice
    }

    /// For example `TLS configuration: server.key: the key does not match the certificate (…)`.
    public var description: String {
        let subject = file.map { "\($0): " } ?? ""
        let remedy = advice.map { " (\($0))" } ?? ""
        return "TLS \(kind): \(subject)\(reason)\(remedy)"
    }
}
