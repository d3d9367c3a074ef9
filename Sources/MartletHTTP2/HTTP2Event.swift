/// What a header block is to its stream.
public enum HTTP2HeaderKind: Hashable, Sendable {
    /// Opens a stream on a server.
    case request
    /// The final response headers on a client.
    case response
    /// A 1xx response; another header block follows.
    case informational
    /// Ends the peer's direction: always comes with `endStream`. A response of one block in all is a `response`.
    case trailers
}

/// What a peer can send too much of in headers.
public enum HTTP2HeaderExcess: Hashable, Sendable {
    /// A block above ``HTTP2Configuration/maxHeaderListSize`` or ``HTTP2Configuration/maxHeaderFields``.
    case size
    /// More blocks than ``HTTP2Configuration/maxInformationalHeaders``.
    case informational
}

/// One thing that happened on a connection, in the order in which it happened.
/// Memory behind `headers` and `data` is valid until the next ``HTTP2Session/receive(_:)``.
public enum HTTP2Event {
    case headers(HTTP2Stream, HTTP2HeaderList, kind: HTTP2HeaderKind, endStream: Bool)
    /// A piece of a DATA frame. It counts against the windows until it is consumed.
    case data(HTTP2Stream, UnsafeRawBufferPointer)
    /// END_STREAM came with DATA; headers carry their own flag.
    case endStream(HTTP2Stream)
    /// The last event of a stream. NO_ERROR when both sides ended, or when the server ended first and the rest was
    /// waived. The session lets go of the stream and of its ``HTTP2Stream/owner`` when the next event is asked for.
    case streamClosed(HTTP2Stream, HTTP2ErrorCode)
    /// Outbound bytes fell below ``HTTP2Configuration/lowWaterMark`` while ``HTTP2Stream/wantsWritableEvent`` was set.
    case writable(HTTP2Stream)
    /// SETTINGS of the peer; the first one says that the connection is ready.
    case settings
    /// The peer acknowledged our SETTINGS.
    case settingsAcknowledged
    /// The peer answered a ping with the payload given to ``HTTP2Session/ping(_:)``.
    case pingAcknowledged(UInt64)
    /// The peer pinged; the answer is already queued.
    case ping
    /// The peer opens or accepts no more streams. Streams of ours above `lastStreamID` end with
    /// `streamClosed(_, .refusedStream)` right after and are ``HTTP2Stream/neverProcessed``.
    indirect case goAway(lastStreamID: Int32, HTTP2ErrorCode, debugData: String)
}
