internal import CNghttp2

/// One end of an HTTP/2 connection (RFC 9113) as a machine without I/O, clock or thread: bytes go in through
/// ``receive(_:)``, events come out of ``nextEvent()``, and frames to send come out of ``produce(into:)``.
///
/// Confined to one thread. After each `receive`, and after each `produce`, drain `nextEvent` until it is nil; feed
/// `receive` at most 16 KiB at a time, so that one call can't start more work than its limits were weighed for.
public final class HTTP2Session {
    let nghttp2: OpaquePointer
    let state: UnsafeMutablePointer<SessionState>
    /// Owner of the memory that `nghttp2` and `state` use.
    private let memory: HTTP2Memory
    private let maxOutboundHeaderBlockSize: Int
    /// Why nothing more can be received; set together with the state's `hasFailed`.
    private(set) var failure: HTTP2Error?

    /// Makes a session and queues its first SETTINGS and, when the connection window is above the protocol's 65,535,
    /// a WINDOW_UPDATE. `memory` is the one of the session's loop.
    public init(role: HTTP2Role, configuration: HTTP2Configuration, memory: HTTP2Memory) throws(HTTP2Error) {
        self.memory = memory
        maxOutboundHeaderBlockSize = configuration.maxOutboundHeaderBlockSize
        let state = UnsafeMutablePointer<SessionState>.allocate(capacity: 1)
        state.initialize(to: SessionState(role: role, configuration: configuration, memory: memory))
        do {
            nghttp2 = try makeNghttp2Session(
                role: role, configuration: configuration, memory: memory, userData: state)
        } catch {
            state.deinitialize(count: 1)
            state.deallocate()
            throw error
        }
        self.state = state
        try submitInitialSettings(nghttp2, role: role, configuration: configuration)
    }

    deinit {
        connectionLost()
        while nextEvent() != nil {}
        nghttp2_session_del(nghttp2)
        state.pointee.events.deallocate()
        state.pointee.headers.deallocate()
        state.pointee.overflow.release(to: state.pointee.regions)
        state.deinitialize(count: 1)
        state.deallocate()
    }

    /// The peer's doings in numbers.
    public var counters: HTTP2Counters { state.pointee.counters }

    /// Streams that are open or wait to be opened.
    public var activeStreamCount: Int { state.pointee.openCount }

    /// How many streams the peer allows this side to have open; 100 until its SETTINGS arrive.
    public var peerMaxConcurrentStreams: Int {
        Int(nghttp2_session_get_remote_settings(nghttp2, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS))
    }

    /// The highest stream of the peer that this side has seen, as the next GOAWAY would say it.
    public var lastProcessedStreamID: Int32 { nghttp2_session_get_last_proc_stream_id(nghttp2) }

    /// Frames that wait to be produced, DATA not counted. A peer can make it grow: stop reading above 200. On a server
    /// ``HTTP2Configuration/maxOutboundQueueSize`` is the end.
    public var outboundQueueSize: Int { nghttp2_session_get_outbound_queue_size(nghttp2) }

    /// Whether the peer has begun a header block and not ended it.
    public var isInHeaderBlock: Bool { state.pointee.headers.blockIsOpen }

    /// Bytes that the peer may still send before credit is given back, for the whole connection.
    public var receiveWindow: Int { Int(nghttp2_session_get_local_window_size(nghttp2)) }

    /// Client: whether a request would be taken now. False after the peer's GOAWAY, when the connection is closing, and
    /// when all stream identifiers are spent.
    public var allowsRequests: Bool {
        !state.pointee.hasFailed && nghttp2_session_check_request_allowed(nghttp2) != 0
    }

    /// The identifier of the next stream of ours, up to 2^31 + 1. A client should change to a new connection well
    /// before 2^31.
    public var nextStreamID: UInt32 { nghttp2_session_get_next_stream_id(nghttp2) }

    /// The code of the last GOAWAY that has been produced: for the log, also when nghttp2 sent it by itself.
    public var goAwaySent: HTTP2ErrorCode? { state.pointee.sentGoAway.map(HTTP2ErrorCode.init(rawValue:)) }

    /// The last rule that the peer broke, in words for the log.
    public var lastViolation: String? {
        let code = state.pointee.lastViolation
        return code == 0 ? nil : nghttp2_strerror(code).map { String(cString: $0) }
    }

    /// Which side of the connection this is.
    public var isServer: Bool { state.pointee.isServer }

    /// Nothing is left to read or to write: the connection can be closed.
    public var isFinished: Bool {
        if state.pointee.isLost { return true }
        // Asked first: it costs a sixth of the other question, and is nearly always the answer.
        if !state.pointee.hasFailed, nghttp2_session_want_read(nghttp2) != 0 { return false }
        return !wantsToProduce
    }

    /// Whether ``produce(into:)`` has something to give now.
    public var wantsToProduce: Bool {
        if state.pointee.isLost { return false }
        if state.pointee.overflow.count > 0 || !state.pointee.overdueResets.isEmpty { return true }
        giveConnectionCredit()
        return nghttp2_session_want_write(nghttp2) != 0
    }

    /// Keeps the first failure.
    @discardableResult
    func fail(_ error: HTTP2Error) -> HTTP2Error {
        if !state.pointee.hasFailed {
            state.pointee.hasFailed = true
            failure = error
        }
        return error
    }

    /// Whether a block may be sent at all.
    func isSendable(_ headers: HTTP2HeaderBlock) -> Bool {
        headers.listSize <= maxOutboundHeaderBlockSize
    }

    /// The connection is gone: every open stream ends with `streamClosed(_, code)`, and
    /// ``HTTP2Stream/neverProcessed`` says which requests had not left. Nothing more is produced.
    public func connectionLost(_ code: HTTP2ErrorCode = .connectError) {
        state.pointee.isLost = true
        fail(HTTP2Error(kind: .connectionLost, reason: "the connection is lost"))
        state.pointee.overflow.release(to: state.pointee.regions)
        while let core = state.pointee.openStreams {
            nghttp2_session_set_stream_user_data(nghttp2, core.pointee.id, nil)
            state.pointee.close(core, code)
        }
    }
}

extension HTTP2Session {
    /// For tests of flow control: DATA bytes received whose credit for the connection has not been given back.
    var connectionDebt: Int { state.pointee.connectionDebt }

    /// For tests of flow control: DATA bytes that this side may send now, for the whole connection.
    var sendWindow: Int { Int(nghttp2_session_get_remote_window_size(nghttp2)) }

    /// For tests of the last identifiers: the next stream gets `id`.
    func skipStreamIDs(to id: Int32) {
        nghttp2_session_set_next_stream_id(nghttp2, id)
    }
}
