internal import CNghttp2

extension HTTP2Session {
    /// Client: opens a stream. Beyond the peer's limit of streams the request waits its turn.
    /// Throws when it can't be sent on this connection at all; then nothing has been sent.
    public func request(
        _ headers: HTTP2HeaderBlock, endStream: Bool, owner: AnyObject?
    ) throws(HTTP2Error) -> HTTP2Stream {
        guard allowsRequests else {
            if nextStreamID > Int32.max {
                throw HTTP2Error(kind: .streamIDsExhausted, reason: "all stream identifiers are spent")
            }
            throw HTTP2Error(kind: .requestsNotAllowed, reason: "the connection takes no more requests")
        }
        guard isSendable(headers) else {
            throw HTTP2Error(
                kind: .headerBlockTooLarge, reason: "the request headers take \(headers.listSize) bytes")
        }
        let core = state.pointee.open(id: 0)
        core.pointee.owner = owner
        core.pointee.isFinished = endStream
        var provider = dataProvider(for: core)
        let fields = headers.storage
        let id =
            endStream
            ? nghttp2_submit_request(nghttp2, nil, fields.fields, fields.count, nil, core)
            : nghttp2_submit_request(nghttp2, nil, fields.fields, fields.count, &provider, core)
        guard let stream = core.pointee.object?.takeUnretainedValue(), id > 0 else {
            state.pointee.discard(core)
            throw HTTP2Error(nghttp2: Int(id))
        }
        core.pointee.id = id
        return stream
    }

    /// Server: sends the response headers; with `endStream` they are the whole response. Does nothing when the stream
    /// is closed or was answered already.
    public func respond(_ stream: HTTP2Stream, _ headers: HTTP2HeaderBlock, endStream: Bool) {
        let core = stream.core
        guard !core.pointee.isClosed, !core.pointee.hasResponded else { return }
        guard isSendable(headers) else { return reset(stream, .internalError) }
        core.pointee.hasResponded = true
        if endStream { core.pointee.isFinished = true }
        let fields = headers.storage
        var code: Int32
        if endStream {
            code = nghttp2_submit_response(nghttp2, core.pointee.id, fields.fields, fields.count, nil)
        } else {
            var provider = dataProvider(for: core)
            code = nghttp2_submit_response(nghttp2, core.pointee.id, fields.fields, fields.count, &provider)
        }
        if code != 0 { reset(stream, .internalError) }
    }

    /// Appends `count` bytes to what the stream has to send. `fill` gets memory of exactly that size, with at least 16
    /// writable bytes behind it, and must fill it. When the stream is closed `fill` is not called; when it throws,
    /// nothing is appended.
    @inlinable
    public func write<Failure: Error>(
        _ stream: HTTP2Stream, count: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        guard let region = reserve(stream, count: count) else { return }
        try fill(UnsafeMutableRawBufferPointer(start: region, count: count))
        commit(stream, count: count)
    }

    /// Ends our side after what has been written: with trailers, or with END_STREAM on the last DATA frame. Does
    /// nothing when the stream is closed or was finished already.
    public func finish(_ stream: HTTP2Stream, trailers: HTTP2HeaderBlock?) {
        let core = stream.core
        guard !core.pointee.isClosed, !core.pointee.isFinished else { return }
        if let trailers {
            guard isSendable(trailers) else { return reset(stream, .internalError) }
            core.pointee.trailers = trailers.storage
        }
        core.pointee.isFinished = true
        resume(core)
    }

    /// Gives the stream up: drops what was not sent, sends RST_STREAM (one at most per stream), and records
    /// `streamClosed` at once. Events of the stream that wait are not told any more. A request that has not left yet
    /// never does.
    public func reset(_ stream: HTTP2Stream, _ code: HTTP2ErrorCode) {
        guard !stream.core.pointee.isClosed else { return }
        abandon(stream.core, code)
    }

    /// Tells the peer that GOAWAY is near (RFC 9113 section 6.8): streams that are on their way will still be served.
    /// Server only; a client's call does nothing.
    public func shutdownNotice() {
        nghttp2_submit_shutdown_notice(nghttp2)
    }

    /// Queues GOAWAY with ``lastProcessedStreamID``, or with that of the one before. Streams up to it go on; later ones
    /// are refused, also while GOAWAY still waits: the peer is about to hear that nothing was done for them.
    /// ``isFinished`` turns true when those that go on have ended. At most 1 KiB of `debugData` is sent.
    public func goAway(_ code: HTTP2ErrorCode, debugData: String) {
        let data = Array(debugData.utf8.prefix(1024))
        let last = min(lastProcessedStreamID, state.pointee.lastAdmitted)
        state.pointee.lastAdmitted = last
        nghttp2_submit_goaway(
            nghttp2, UInt8(NGHTTP2_FLAG_NONE.rawValue), last, code.rawValue, data, data.count)
    }

    /// Lets the peer send so much ahead of credit: on each stream, once it has acknowledged the SETTINGS that say so,
    /// and on all together. Windows that are as wide already stay as they are.
    public func widenWindows(stream: Int, connection: Int) {
        let flags = UInt8(NGHTTP2_FLAG_NONE.rawValue)
        let (stream, connection) = (Int32(clamping: stream), Int32(clamping: connection))
        if stream > state.pointee.streamWindow {
            state.pointee.streamWindow = stream
            var entry = nghttp2_settings_entry(
                settings_id: Int32(bitPattern: NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE.rawValue), value: UInt32(stream))
            nghttp2_submit_settings(nghttp2, flags, &entry, 1)
        }
        if connection > nghttp2_session_get_effective_local_window_size(nghttp2) {
            nghttp2_session_set_local_window_size(nghttp2, flags, 0, connection)
        }
    }

    /// Queues PING; the answer comes as ``HTTP2Event/pingAcknowledged(_:)`` with the same payload.
    public func ping(_ payload: UInt64) {
        withUnsafeBytes(of: payload.bigEndian) { bytes in
            _ = nghttp2_submit_ping(
                nghttp2, UInt8(NGHTTP2_FLAG_NONE.rawValue),
                bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
        }
    }

    @usableFromInline
    func reserve(_ stream: HTTP2Stream, count: Int) -> UnsafeMutableRawPointer? {
        precondition(count >= 0, "a write can't have a negative size")
        let core = stream.core
        guard !core.pointee.isClosed, !core.pointee.isFinished else { return nil }
        return core.pointee.outbound.reserve(count, from: state.pointee.regions)
    }

    @usableFromInline
    func commit(_ stream: HTTP2Stream, count: Int) {
        let core = stream.core
        // The caller's closure may have reset the stream.
        guard !core.pointee.isClosed else { return }
        core.pointee.outbound.commit(count)
        resume(core)
    }

    @inline(__always)
    private func resume(_ core: UnsafeMutablePointer<StreamCore>) {
        guard core.pointee.isDeferred else { return }
        core.pointee.isDeferred = false
        nghttp2_session_resume_data(nghttp2, core.pointee.id)
    }

    private func dataProvider(for core: UnsafeMutablePointer<StreamCore>) -> nghttp2_data_provider {
        nghttp2_data_provider(source: nghttp2_data_source(ptr: core), read_callback: readData)
    }

    /// Closes a stream before its time.
    func abandon(_ core: UnsafeMutablePointer<StreamCore>, _ code: HTTP2ErrorCode) {
        core.pointee.isAbandoned = true
        // nghttp2 keeps the stream until RST_STREAM has left; its callbacks must not find ours any more.
        nghttp2_session_set_stream_user_data(nghttp2, core.pointee.id, nil)
        if !state.pointee.isLost {
            nghttp2_submit_rst_stream(nghttp2, UInt8(NGHTTP2_FLAG_NONE.rawValue), core.pointee.id, code.rawValue)
        }
        state.pointee.close(core, code)
    }
}
