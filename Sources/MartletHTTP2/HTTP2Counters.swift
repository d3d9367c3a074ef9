/// What a peer did on this connection so far, in plain counts that a limiter can weigh. None of them ever falls.
public struct HTTP2Counters: Hashable, Sendable {
    /// Bytes given to ``HTTP2Session/receive(_:)``.
    public internal(set) var bytesReceived = 0
    /// Bytes of HEADERS, CONTINUATION and non-empty DATA frames, headers of the frames included, up to the limit of a
    /// header list. The rest was overhead.
    public internal(set) var usefulBytesReceived = 0
    /// Streams that got as far as a stream object: requests on a server, calls on a client.
    public internal(set) var streamsOpened = 0
    /// Streams that ended with NO_ERROR.
    public internal(set) var streamsCompleted = 0
    /// RST_STREAM frames from the peer.
    public internal(set) var resetsReceived = 0
    /// RST_STREAM frames sent for whatever reason.
    public internal(set) var resetsSent = 0
    /// Those of them that answered a rule broken on an open stream. Streams refused for their number come on top.
    public internal(set) var resetsForPeerErrors = 0
    /// Header blocks refused for their size or their number of fields.
    public internal(set) var headerListsRefused = 0
    /// Frames that broke a rule; each cost a stream or the connection.
    public internal(set) var invalidFrames = 0
    /// Header fields with characters that they may not have; each cost its stream.
    public internal(set) var invalidHeaders = 0
    /// Bytes of header blocks that were malformed. What came after the fault was decoded all the same.
    public internal(set) var malformedHeaderBytes = 0
    /// Streams turned away at once because too many were open.
    public internal(set) var streamsRefused = 0
    public internal(set) var pingsReceived = 0
    public internal(set) var settingsReceived = 0
    public internal(set) var prioritiesReceived = 0
    public internal(set) var windowUpdatesReceived = 0
    public internal(set) var continuationsReceived = 0
    public internal(set) var dataFramesReceived = 0
    /// Bytes in DATA frames, padding included.
    public internal(set) var dataBytesReceived = 0
    /// DATA frames without a byte that did not end their stream.
    public internal(set) var emptyDataReceived = 0
    /// DATA frames of 1 to 63 bytes that did not end their stream.
    public internal(set) var smallDataReceived = 0
    /// Informational (1xx) header blocks.
    public internal(set) var informationalReceived = 0
    public internal(set) var goAwaysReceived = 0
    /// HEADERS and DATA frames sent; a server's ping policy starts afresh when this moves.
    public internal(set) var callFramesSent = 0
    public internal(set) var dataFramesSent = 0
}
