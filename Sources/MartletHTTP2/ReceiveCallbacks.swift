internal import CNghttp2

// What nghttp2 calls while it reads. Nothing is done here but to record; `userData` is the session's SessionState.
// None of these ever fails, except that a header block above the limits, or with a malformed field, costs its stream,
// and one that is absurdly large the connection.

/// Hands the callbacks to nghttp2.
func installCallbacks(_ callbacks: OpaquePointer) {
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, headersBegan)
    nghttp2_session_callbacks_set_on_header_callback(callbacks, headerReceived)
    nghttp2_session_callbacks_set_on_invalid_header_callback(callbacks, invalidHeaderReceived)
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, dataReceived)
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, frameReceived)
    nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks, invalidFrameReceived)
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, streamEnded)
    nghttp2_session_callbacks_set_send_data_callback(callbacks, sendData)
    nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, frameSent)
    nghttp2_session_callbacks_set_on_frame_not_send_callback(callbacks, frameNotSent)
}

private func headersBegan(
    _ session: OpaquePointer?, _ frame: UnsafePointer<nghttp2_frame>?, _ userData: UnsafeMutableRawPointer?
) -> Int32 {
    guard let state = userData?.assumingMemoryBound(to: SessionState.self), let frame else { return 0 }
    state.pointee.headers.beginBlock()
    guard frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST else { return 0 }
    guard frame.pointee.hd.stream_id <= state.pointee.lastAdmitted else {
        state.pointee.headers.endBlock()
        nghttp2_submit_rst_stream(
            session, UInt8(NGHTTP2_FLAG_NONE.rawValue), frame.pointee.hd.stream_id,
            HTTP2ErrorCode.refusedStream.rawValue)
        return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue
    }
    let core = state.pointee.open(id: frame.pointee.hd.stream_id)
    state.pointee.recent = core
    nghttp2_session_set_stream_user_data(session, frame.pointee.hd.stream_id, core)
    return 0
}

private func headerReceived(
    _ session: OpaquePointer?, _ frame: UnsafePointer<nghttp2_frame>?, _ name: UnsafePointer<UInt8>?,
    _ nameLength: Int, _ value: UnsafePointer<UInt8>?, _ valueLength: Int, _ flags: UInt8,
    _ userData: UnsafeMutableRawPointer?
) -> Int32 {
    guard let state = userData?.assumingMemoryBound(to: SessionState.self), let name, let value, let frame
    else { return 0 }
    if state.pointee.headers.append(
        name: name, nameLength, value: value, valueLength, maxSize: state.pointee.maxHeaderListSize,
        maxFields: state.pointee.maxHeaderFields)
    {
        return 0
    }
    return refuseHeader(session, state, frame.pointee.hd.stream_id, length: nameLength &+ valueLength)
}

/// The first field above the limit resets the stream. What follows in its block must be decoded for the compression
/// state, and is only counted: a few bytes may stand for megabytes, and whoever sends those has all calls to lose.
private func refuseHeader(
    _ session: OpaquePointer?, _ state: UnsafeMutablePointer<SessionState>, _ id: Int32, length: Int
) -> Int32 {
    let isFirst = state.pointee.headers.blockIsOpen
    let size = state.pointee.headers.pass(fieldOf: length, maxSize: state.pointee.maxHeaderListSize)
    if size / SessionState.headerListsAbsurd > state.pointee.maxHeaderListSize {
        state.pointee.sawAbsurdHeaders = true
        return NGHTTP2_ERR_CALLBACK_FAILURE.rawValue
    }
    guard isFirst else { return 0 }
    state.pointee.headers.dropBlock()
    state.pointee.counters.headerListsRefused &+= 1
    streamCore(session, state, id)?.pointee.headerExcess = .size
    nghttp2_submit_rst_stream(
        session, UInt8(NGHTTP2_FLAG_NONE.rawValue), id, HTTP2ErrorCode.enhanceYourCalm.rawValue)
    return 0
}

/// A field with characters that it may not have makes its message malformed (RFC 9113 section 8.2.1); left alone,
/// nghttp2 would drop the field and go on.
private func invalidHeaderReceived(
    _ session: OpaquePointer?, _ frame: UnsafePointer<nghttp2_frame>?, _ name: UnsafePointer<UInt8>?,
    _ nameLength: Int, _ value: UnsafePointer<UInt8>?, _ valueLength: Int, _ flags: UInt8,
    _ userData: UnsafeMutableRawPointer?
) -> Int32 {
    guard let state = userData?.assumingMemoryBound(to: SessionState.self) else { return 0 }
    state.pointee.counters.invalidHeaders &+= 1
    if let frame { state.pointee.noteMalformedBlock(frame.pointee.hd) }
    state.pointee.headers.dropBlock()
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue
}

private func dataReceived(
    _ session: OpaquePointer?, _ flags: UInt8, _ id: Int32, _ data: UnsafePointer<UInt8>?, _ length: Int,
    _ userData: UnsafeMutableRawPointer?
) -> Int32 {
    guard let state = userData?.assumingMemoryBound(to: SessionState.self) else { return 0 }
    state.pointee.connectionDebt &+= length
    guard let core = streamCore(session, state, id) else {
        // The stream was reset between two pieces of one frame.
        state.pointee.connectionCredit &+= length
        return 0
    }
    core.pointee.unconsumed &+= length
    core.pointee.unconsumedByStream &+= length
    state.pointee.events.push(
        RecordedEvent(kind: .data, stream: core, bytes: UnsafeRawPointer(data), count: length))
    return 0
}

private func invalidFrameReceived(
    _ session: OpaquePointer?, _ frame: UnsafePointer<nghttp2_frame>?, _ code: Int32,
    _ userData: UnsafeMutableRawPointer?
) -> Int32 {
    guard let state = userData?.assumingMemoryBound(to: SessionState.self) else { return 0 }
    if code == NGHTTP2_ERR_REFUSED_STREAM.rawValue {
        state.pointee.counters.streamsRefused &+= 1
    } else {
        state.pointee.counters.invalidFrames &+= 1
        state.pointee.lastViolation = code
        if let frame, UInt32(frame.pointee.hd.type) == NGHTTP2_HEADERS.rawValue {
            state.pointee.noteMalformedBlock(frame.pointee.hd)
        }
    }
    return 0
}

/// Never returns an error: nghttp2 1.52 leaks the stream when it does.
private func streamEnded(
    _ session: OpaquePointer?, _ id: Int32, _ code: UInt32, _ userData: UnsafeMutableRawPointer?
) -> Int32 {
    guard let state = userData?.assumingMemoryBound(to: SessionState.self),
        let core = streamCore(session, state, id)
    else { return 0 }
    state.pointee.close(core, HTTP2ErrorCode(rawValue: code))
    nghttp2_session_set_stream_user_data(session, id, nil)
    return 0
}
