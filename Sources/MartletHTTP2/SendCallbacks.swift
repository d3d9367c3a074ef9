internal import CNghttp2

// What nghttp2 calls while it produces frames. `userData` is the session's SessionState, `source.ptr` a StreamCore.

/// How many bytes of a stream go into the next DATA frame. The bytes themselves are moved by `sendData`.
func readData(
    _ session: OpaquePointer?, _ id: Int32, _ buffer: UnsafeMutablePointer<UInt8>?, _ length: Int,
    _ flags: UnsafeMutablePointer<UInt32>?, _ source: UnsafeMutablePointer<nghttp2_data_source>?,
    _ userData: UnsafeMutableRawPointer?
) -> Int {
    guard let flags, let data = source?.pointee.ptr else { return Int(NGHTTP2_ERR_CALLBACK_FAILURE.rawValue) }
    let core = data.assumingMemoryBound(to: StreamCore.self)
    let waiting = core.pointee.outbound.count
    let count = min(waiting, length)
    if core.pointee.isFinished && count == waiting {
        var ending = NGHTTP2_DATA_FLAG_EOF.rawValue
        if let trailers = core.pointee.trailers {
            ending |= NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue
            core.pointee.trailers = nil
            if nghttp2_submit_trailer(session, id, trailers.fields, trailers.count) != 0 {
                return Int(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)
            }
        }
        if count > 0 { ending |= NGHTTP2_DATA_FLAG_NO_COPY.rawValue }
        flags.pointee = ending
        return count
    }
    if count == 0 {
        core.pointee.isDeferred = true
        return Int(NGHTTP2_ERR_DEFERRED.rawValue)
    }
    flags.pointee = NGHTTP2_DATA_FLAG_NO_COPY.rawValue
    return count
}

/// Moves a DATA frame into the region. It always takes the whole frame, so that nghttp2 never holds one back; when the
/// region is full nghttp2 is told to stop for now.
func sendData(
    _ session: OpaquePointer?, _ frame: UnsafeMutablePointer<nghttp2_frame>?, _ header: UnsafePointer<UInt8>?,
    _ length: Int, _ source: UnsafeMutablePointer<nghttp2_data_source>?, _ userData: UnsafeMutableRawPointer?
) -> Int32 {
    guard let state = userData?.assumingMemoryBound(to: SessionState.self), let header,
        let core = source?.pointee.ptr?.assumingMemoryBound(to: StreamCore.self)
    else { return NGHTTP2_ERR_CALLBACK_FAILURE.rawValue }
    state.pointee.emit(header, 9)
    state.pointee.emit(length, from: core)
    core.pointee.framedBytes &+= length
    if core.pointee.wantsWritableEvent && core.pointee.outbound.count < state.pointee.lowWaterMark {
        core.pointee.wantsWritableEvent = false
        state.pointee.events.push(RecordedEvent(kind: .writable, stream: core))
    }
    return state.pointee.room > 0 ? 0 : NGHTTP2_ERR_PAUSE.rawValue
}

func frameSent(
    _ session: OpaquePointer?, _ frame: UnsafePointer<nghttp2_frame>?, _ userData: UnsafeMutableRawPointer?
) -> Int32 {
    guard let state = userData?.assumingMemoryBound(to: SessionState.self), let frame else { return 0 }
    let type = UInt32(frame.pointee.hd.type)
    if type == NGHTTP2_RST_STREAM.rawValue {
        state.pointee.counters.resetsSent &+= 1
        // Streams that we gave up are known to nghttp2 only by now; ours is found when nghttp2 resets by itself.
        if streamCore(session, state, frame.pointee.hd.stream_id) != nil {
            state.pointee.counters.resetsForPeerErrors &+= 1
        }
        return 0
    }
    if type == NGHTTP2_GOAWAY.rawValue { state.pointee.sentGoAway = frame.pointee.goaway.error_code }
    guard type == NGHTTP2_HEADERS.rawValue || type == NGHTTP2_DATA.rawValue else { return 0 }
    state.pointee.counters.callFramesSent &+= 1
    if type == NGHTTP2_DATA.rawValue { state.pointee.counters.dataFramesSent &+= 1 }
    let endsStream = UInt32(frame.pointee.hd.flags) & NGHTTP2_FLAG_END_STREAM.rawValue != 0
    let opensStream = type == NGHTTP2_HEADERS.rawValue && !state.pointee.isServer
    guard endsStream || opensStream,
        let core = streamCore(session, state, frame.pointee.hd.stream_id)
    else { return 0 }
    core.pointee.isRequestFramed = true
    guard endsStream else { return 0 }
    core.pointee.isLocalEnded = true
    if state.pointee.isServer && !core.pointee.isRemoteEnded {
        state.pointee.overdueResets.append((core.pointee.id, .noError))
    }
    return 0
}

/// A frame could not be sent. Requests end by themselves; a response that can't be sent ends its stream.
func frameNotSent(
    _ session: OpaquePointer?, _ frame: UnsafePointer<nghttp2_frame>?, _ code: Int32,
    _ userData: UnsafeMutableRawPointer?
) -> Int32 {
    guard let state = userData?.assumingMemoryBound(to: SessionState.self), let frame,
        UInt32(frame.pointee.hd.type) == NGHTTP2_HEADERS.rawValue,
        frame.pointee.headers.cat != NGHTTP2_HCAT_REQUEST,
        let core = streamCore(session, state, frame.pointee.hd.stream_id)
    else { return 0 }
    state.pointee.overdueResets.append((core.pointee.id, .internalError))
    return 0
}

/// Our stream behind an identifier: the most recent one in most cases, else what nghttp2 has kept for us.
@inline(__always)
func streamCore(
    _ session: OpaquePointer?, _ state: UnsafeMutablePointer<SessionState>, _ id: Int32
) -> UnsafeMutablePointer<StreamCore>? {
    if let recent = state.pointee.recent, recent.pointee.id == id { return recent }
    guard id > 0, let data = nghttp2_session_get_stream_user_data(session, id) else { return nil }
    let core = data.assumingMemoryBound(to: StreamCore.self)
    state.pointee.recent = core
    return core
}
