/// Which end of the connection a session plays.
public enum HTTP2Role: Hashable, Sendable {
    case server
    case client
}

/// The limits of one HTTP/2 connection. Sizes are bytes.
public struct HTTP2Configuration: Hashable, Sendable {
    /// Streams that the peer may have open at once (SETTINGS_MAX_CONCURRENT_STREAMS). Default 100. Above it, a stream
    /// is refused with REFUSED_STREAM, and the connection is ended once the peer had acknowledged the setting.
    public var maxConcurrentStreams: UInt32 = 100
    /// DATA that the peer may send on one stream ahead of ``HTTP2Session/consume(_:connectionBytes:streamBytes:)``.
    /// Default 256 KiB; at most 2^31-1.
    public var initialWindowSize: UInt32 = 256 * 1024
    /// The same for all streams of the connection together. Default 1 MiB; between 65,535 and 2^31-1.
    public var connectionWindowSize: UInt32 = 1024 * 1024
    /// Largest header list that is accepted, counted as RFC 9113 section 6.5.2 does: name + value + 32 per field.
    /// Default 16 KiB. Above it the stream is reset with ENHANCE_YOUR_CALM and the rest of the block is not
    /// stored; at 16 times of it (a compression bomb) the connection ends.
    public var maxHeaderListSize: Int = 16 * 1024
    /// What SETTINGS_MAX_HEADER_LIST_SIZE says; by default ``maxHeaderListSize``.
    public var advertisedHeaderListSize: Int?
    /// Most fields in one header list. Default 128; same consequence.
    public var maxHeaderFields: Int = 128
    /// Informational (1xx) header blocks that a server may send for one request. Default 10; above it the stream is
    /// reset with ENHANCE_YOUR_CALM.
    public var maxInformationalHeaders: Int = 10
    /// Largest header block that this side sends. Default 64 KiB.
    public var maxOutboundHeaderBlockSize: Int = 64 * 1024
    /// Where ``HTTP2Event/writable(_:)`` fires: outbound bytes of the stream fell below it. Default 32 KiB.
    public var lowWaterMark: Int = 32 * 1024
    /// Entries that one SETTINGS frame of the peer may hold. Default 32; above it the connection ends.
    public var maxSettingsEntries: Int = 32
    /// PING and SETTINGS acknowledgements that may wait unsent. Default 200; above it the connection ends.
    public var maxOutboundAcknowledgements: Int = 200
    /// Frames that may wait unsent on a server, DATA not counted, beyond two for each stream that the peer may have
    /// open. Default 1,000; above it the connection ends. Stop reading from a peer that doesn't read long before.
    public var maxOutboundQueueSize: Int = 1000
    /// CONTINUATION pieces of one header block. nghttp2 1.52 counts each piece of input, not each frame, so that 72
    /// is eight frames whose nine header bytes arrive one by one. Default 72; above it the connection ends.
    public var maxContinuations: Int = 72
    /// RST_STREAM frames that a client may send in one burst. Default 500.
    public var resetBurst: UInt64 = 500
    /// RST_STREAM frames per second that a client may send in the long run. Default 100.
    public var resetsPerSecond: UInt64 = 100

    public init() {}
}
