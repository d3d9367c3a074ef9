public import MartletCompression

/// What a caller can say about one call.
public struct CallOptions: Sendable {
    /// How long the caller waits, from now until the status; forever by default. A deadline inherited from the
    /// handler that makes the call is never exceeded.
    public var timeout: Duration?
    /// Metadata to send with the request.
    public var metadata: Metadata
    /// Wait for a connection even while the server can't be reached, instead of failing with UNAVAILABLE.
    public var waitForReady: Bool
    /// What the requests are compressed with; nil, the default: as `ClientConfiguration.requestCompression` says;
    /// `.identity`: not at all.
    public var requestCompression: CompressionAlgorithm?

    /// The defaults, or what differs from them.
    public init(
        timeout: Duration? = nil, metadata: Metadata = Metadata(), waitForReady: Bool = false,
        requestCompression: CompressionAlgorithm? = nil
    ) {
        self.timeout = timeout
        self.metadata = metadata
        self.waitForReady = waitForReady
        self.requestCompression = requestCompression
    }

    /// Options with a deadline that lies `timeout` from the moment of the call.
    public static func deadline(_ timeout: Duration) -> CallOptions { CallOptions(timeout: timeout) }

    /// Options with metadata.
    public static func metadata(_ metadata: Metadata) -> CallOptions { CallOptions(metadata: metadata) }
}
