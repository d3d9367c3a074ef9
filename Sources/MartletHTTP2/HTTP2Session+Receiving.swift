internal import CNghttp2

extension HTTP2Session {
    /// Takes bytes from the peer: at most 16 KiB at a time, and only after the events of the bytes before have been
    /// drained. The bytes must stay as they are until then, because `data` events point into them.
    ///
    /// Throws when the connection can't go on. ``produce(into:)`` may still have a GOAWAY to send.
    public func receive(_ bytes: UnsafeRawBufferPointer) throws(HTTP2Error) {
        if state.pointee.hasFailed, let failure { throw failure }
        precondition(state.pointee.events.borrowingCount == 0, "drain nextEvent() before the next receive(_:)")
        state.pointee.headers.reset()
        guard let base = bytes.baseAddress, bytes.count > 0 else { return }
        state.pointee.counters.bytesReceived &+= bytes.count
        watchFrames(bytes)
        let count = nghttp2_session_mem_recv(nghttp2, base.assumingMemoryBound(to: UInt8.self), bytes.count)
        if state.pointee.sawGoAway { refuseRequestsNotSent() }
        if state.pointee.sawAbsurdHeaders { throw endForAbsurdHeaders() }
        if count < 0 { throw fail(HTTP2Error(nghttp2: count)) }
        if !state.pointee.violations.isEmpty { answerViolations() }
        if outboundQueueSize > state.pointee.maxOutboundQueueSize {
            let reason = "\(outboundQueueSize) frames wait for a peer that reads none"
            throw fail(HTTP2Error(kind: .flooded, reason: reason))
        }
    }

    private func endForAbsurdHeaders() -> HTTP2Error {
        let limit = state.pointee.maxHeaderListSize
        let reason = "a header list of more than \(SessionState.headerListsAbsurd) times the limit of \(limit) bytes"
        goAway(.enhanceYourCalm, debugData: reason)
        return fail(HTTP2Error(kind: .flooded, reason: reason))
    }

    /// Tells `handler` all that happened, and returns when all is told.
    public func tellEvents(to handler: some HTTP2EventHandler) {
        while tellEvent(to: handler) {}
    }

    /// The next thing that happened, or nil when all is told.
    public func nextEvent() -> HTTP2Event? {
        let collector = EventCollector()
        while tellEvent(to: collector) {
            if let event = collector.event { return event }
        }
        return nil
    }

    /// Takes one event off the queue; false when there was none. Not every one is told.
    private func tellEvent(to handler: some HTTP2EventHandler) -> Bool {
        if state.pointee.lastClosed != nil { recycleLastClosed() }
        guard let event = state.pointee.events.pop() else { return false }
        if let core = event.stream {
            tell(event, core, to: handler)
        } else if let event = connectionEvent(event) {
            handler.connectionEvent(event)
        }
        return true
    }

    /// Gives flow-control credit back (RFC 9113 section 5.2): `connectionBytes` to the connection, `streamBytes` to the
    /// stream. WINDOW_UPDATE frames follow when enough has gathered. What exceeds the bytes delivered on the stream is
    /// ignored; what a closed stream still owes the connection was given back already. Without a stream,
    /// `connectionBytes` is taken at its word.
    public func consume(_ stream: HTTP2Stream?, connectionBytes: Int, streamBytes: Int) {
        consume(stream?.core, connectionBytes: connectionBytes, streamBytes: streamBytes)
    }

    @inline(__always)
    private func consume(_ core: UnsafeMutablePointer<StreamCore>?, connectionBytes: Int, streamBytes: Int) {
        guard !state.pointee.hasFailed else { return }
        var connectionBytes = max(0, connectionBytes)
        if let core {
            connectionBytes = min(connectionBytes, core.pointee.unconsumed)
            core.pointee.unconsumed &-= connectionBytes
            let streamBytes = min(streamBytes, core.pointee.unconsumedByStream)
            core.pointee.unconsumedByStream &-= max(0, streamBytes)
            // Nobody will use the window of a stream whose peer has ended.
            if streamBytes > 0 && !core.pointee.isClosed && !core.pointee.isRemoteEnded {
                nghttp2_session_consume_stream(nghttp2, core.pointee.id, streamBytes)
            }
        }
        state.pointee.connectionCredit &+= connectionBytes
    }

    @inline(__always)
    private func tell(
        _ event: RecordedEvent, _ core: UnsafeMutablePointer<StreamCore>, to handler: some HTTP2EventHandler
    ) {
        guard let object = core.pointee.object else { return }
        if event.kind == .streamClosed {
            state.pointee.lastClosed = core
            // When its headers were refused the caller has never heard of it.
            if state.pointee.isServer && !core.pointee.hasHeaders { return recycleLastClosed() }
            return object._withUnsafeGuaranteedRef {
                handler.streamClosed($0, HTTP2ErrorCode(rawValue: event.code))
            }
        }
        if core.pointee.isAbandoned {
            if event.kind == .data { consume(core, connectionBytes: event.count, streamBytes: 0) }
            return
        }
        object._withUnsafeGuaranteedRef { stream in
            switch event.kind {
            case .headers:
                let list = state.pointee.headers.list(start: event.first, count: event.count)
                handler.headersReceived(list, of: stream, kind: event.headerKind, endStream: event.endStream)
            case .data:
                handler.dataReceived(UnsafeRawBufferPointer(start: event.bytes, count: event.count), of: stream)
            case .endStream: handler.endStreamReceived(of: stream)
            case .writable: if !core.pointee.isClosed { handler.streamBecameWritable(stream) }
            default: break
            }
        }
    }

    private func connectionEvent(_ event: RecordedEvent) -> HTTP2Event? {
        switch event.kind {
        case .settings: return .settings
        case .settingsAcknowledged: return .settingsAcknowledged
        case .ping: return .ping
        case .pingAcknowledged: return .pingAcknowledged(UInt64(bitPattern: Int64(event.first)))
        case .goAway:
            let data = state.pointee.headers.bytes(at: event.first, count: event.count)
            return .goAway(
                lastStreamID: event.lastStreamID, HTTP2ErrorCode(rawValue: event.code),
                debugData: String(decoding: data, as: UTF8.self))
        default: return nil
        }
    }

    /// The caller has handled `streamClosed`: what it didn't consume goes back, and the object may serve again.
    private func recycleLastClosed() {
        guard let core = state.pointee.lastClosed else { return }
        state.pointee.lastClosed = nil
        if core.pointee.unconsumed > 0 {
            consume(core, connectionBytes: core.pointee.unconsumed, streamBytes: 0)
        }
        core.pointee.owner = nil
        state.pointee.streams.pointee.give(core)
    }

    /// Tells nghttp2 of the connection's credit, gathered so far: one call for many DATA frames.
    func giveConnectionCredit() {
        let count = state.pointee.connectionCredit
        guard count > 0, !state.pointee.hasFailed else { return }
        state.pointee.connectionCredit = 0
        state.pointee.connectionDebt &-= count
        nghttp2_session_consume_connection(nghttp2, count)
    }

    /// After a GOAWAY nghttp2 would hold requests that wait for a free stream until one is free, and refuse them then.
    private func refuseRequestsNotSent() {
        state.pointee.sawGoAway = false
        guard !state.pointee.isServer else { return }
        var next = state.pointee.openStreams
        while let core = next {
            next = core.pointee.next
            if !core.pointee.isRequestFramed { abandon(core, .refusedStream) }
        }
    }
}
