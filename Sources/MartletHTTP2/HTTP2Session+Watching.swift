internal import CNghttp2

/// A frame that breaks a rule which nghttp2 1.52 does not keep: it passes over such frames in silence.
enum SilentViolation {
    /// PRIORITY for the connection (RFC 9113 section 6.3).
    case priorityOfConnection
    /// A stream that depends on itself (RFC 7540 section 5.3.1).
    case dependsOnItself(UInt32)
    /// HEADERS for a stream below the highest one that was never opened (section 5.1.1).
    case openedLate(UInt32)
    /// DATA or HEADERS after END_STREAM (section 5.1).
    case afterEnd(UInt32)
    /// DATA or HEADERS after RST_STREAM (section 5.1).
    case afterReset(UInt32)
}

/// What nghttp2 looks over is looked at here, ahead of it. A peer that keeps the rules never notices: after END_STREAM
/// and RST_STREAM it says nothing more on a stream but WINDOW_UPDATE, PRIORITY and RST_STREAM. Whatever comes late for
/// a stream that *we* have reset is none of this, and stays without an answer.
extension HTTP2Session {
    /// Before nghttp2 sees the bytes.
    @inline(__always)
    func watchFrames(_ bytes: UnsafeRawBufferPointer) {
        let highestBefore = state.pointee.watch.highestOpened
        state.pointee.watchFrames(bytes)
        if !state.pointee.violations.isEmpty { keepSilentViolations(highestBefore: highestBefore) }
    }

    /// Leaves to nghttp2 what it does answer: frames for streams that are still open, or that these bytes open.
    private func keepSilentViolations(highestBefore: UInt32) {
        state.pointee.violations.removeAll {
            guard case .afterEnd(let id) = $0 else { return false }
            let isNew = state.pointee.isServer && id > highestBefore
            return isNew || nghttp2_session_get_stream_user_data(nghttp2, Int32(bitPattern: id)) != nil
        }
    }

    /// After nghttp2 has seen the bytes: what stood before the frame in them was served.
    func answerViolations() {
        let violations = state.pointee.violations
        state.pointee.violations = []
        for violation in violations {
            state.pointee.counters.invalidFrames &+= 1
            switch violation {
            case .priorityOfConnection, .openedLate: endConnection(.protocolError, NGHTTP2_ERR_PROTO)
            case .afterEnd: endConnection(.streamClosed, NGHTTP2_ERR_STREAM_CLOSED)
            case .afterReset(let id):
                state.pointee.counters.resetsForPeerErrors &+= 1
                resetStream(id, .streamClosed)
            case .dependsOnItself(let id):
                if nghttp2_session_find_stream(nghttp2, Int32(bitPattern: id)) != nil {
                    resetStream(id, .protocolError)
                } else if id > state.pointee.watch.highestOpened {
                    endConnection(.protocolError, NGHTTP2_ERR_PROTO)  // RST_STREAM may not be sent for an idle stream
                }
            }
        }
    }

    private func endConnection(_ code: HTTP2ErrorCode, _ violation: nghttp2_error) {
        state.pointee.lastViolation = violation.rawValue
        nghttp2_session_terminate_session(nghttp2, code.rawValue)
    }

    private func resetStream(_ id: UInt32, _ code: HTTP2ErrorCode) {
        nghttp2_submit_rst_stream(
            nghttp2, UInt8(NGHTTP2_FLAG_NONE.rawValue), Int32(bitPattern: id), code.rawValue)
    }
}

extension SessionState {
    /// Counts the frames that begin in `bytes`, and notes what nghttp2 won't.
    @inline(__always)
    mutating func watchFrames(_ bytes: UnsafeRawBufferPointer) {
        var position = 0
        while let head = watch.nextHead(in: bytes, &position) { note(head) }
    }

    @inline(__always)
    private mutating func note(_ head: FrameWatch.Head) {
        switch UInt32(head.type) {
        case NGHTTP2_DATA.rawValue:
            counters.dataFramesReceived &+= 1
            counters.dataBytesReceived &+= head.length
            if head.length > 0 { counters.usefulBytesReceived &+= head.length &+ 9 }
            noteCallFrame(head)
        case NGHTTP2_HEADERS.rawValue:
            counters.usefulBytesReceived &+= head.length &+ 9
            headerBlockBytes = head.length
            if isServer && head.stream & 1 == 1 && head.stream > watch.highestOpened {
                watch.opened(head.stream)
                if head.endsStream { watch.ended(head.stream, .endStream) }
            } else if isServer && watch.wasPassedOver(head.stream) {
                violations.append(.openedLate(head.stream))
            } else {
                noteCallFrame(head)
            }
        case NGHTTP2_RST_STREAM.rawValue: watch.ended(head.stream, .resetStream)
        case NGHTTP2_CONTINUATION.rawValue:
            counters.continuationsReceived &+= 1
            if head.stream == malformedBlockStream { counters.malformedHeaderBytes &+= head.length }
            headerBlockBytes &+= head.length
            // A block above the limit carries no call, and costs us its decoding.
            if head.length > 0, headerBlockBytes <= maxHeaderListSize {
                counters.usefulBytesReceived &+= head.length &+ 9
            }
        case NGHTTP2_PRIORITY.rawValue:
            counters.prioritiesReceived &+= 1
            if head.stream == 0 {
                violations.append(.priorityOfConnection)
            } else if head.length == 5 && head.dependency == head.stream {
                violations.append(.dependsOnItself(head.stream))
            }
        default: break
        }
    }

    /// DATA, or HEADERS that open no stream.
    @inline(__always)
    private mutating func noteCallFrame(_ head: FrameWatch.Head) {
        switch watch.ending(of: head.stream) {
        case nil: if head.endsStream { watch.ended(head.stream, .endStream) }
        case .endStream: violations.append(.afterEnd(head.stream))
        case .resetStream:
            watch.forgetEnding(of: head.stream)  // one answer is enough
            violations.append(.afterReset(head.stream))
        }
    }
}
