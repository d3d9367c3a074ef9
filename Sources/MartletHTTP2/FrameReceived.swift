internal import CNghttp2

/// Records a complete frame.
func frameReceived(
    _ session: OpaquePointer?, _ frame: UnsafePointer<nghttp2_frame>?, _ userData: UnsafeMutableRawPointer?
) -> Int32 {
    guard let state = userData?.assumingMemoryBound(to: SessionState.self), let frame else { return 0 }
    switch UInt32(frame.pointee.hd.type) {
    case NGHTTP2_DATA.rawValue: dataEnded(session, state, frame)
    case NGHTTP2_HEADERS.rawValue: headersEnded(session, state, frame)
    case NGHTTP2_WINDOW_UPDATE.rawValue: state.pointee.counters.windowUpdatesReceived &+= 1
    case NGHTTP2_RST_STREAM.rawValue: state.pointee.counters.resetsReceived &+= 1
    case NGHTTP2_SETTINGS.rawValue: settingsReceived(state, frame)
    case NGHTTP2_PING.rawValue: pingReceived(state, frame)
    case NGHTTP2_GOAWAY.rawValue: goAwayReceived(state, frame)
    default: break
    }
    return 0
}

@inline(__always)
private func endsStream(_ frame: UnsafePointer<nghttp2_frame>) -> Bool {
    UInt32(frame.pointee.hd.flags) & NGHTTP2_FLAG_END_STREAM.rawValue != 0
}

@inline(__always)
private func dataEnded(
    _ session: OpaquePointer?, _ state: UnsafeMutablePointer<SessionState>, _ frame: UnsafePointer<nghttp2_frame>
) {
    if endsStream(frame) {
        guard let core = streamCore(session, state, frame.pointee.hd.stream_id) else { return }
        remoteEnded(state, core)
        state.pointee.events.push(RecordedEvent(kind: .endStream, stream: core))
    } else if frame.pointee.hd.length == 0 {
        state.pointee.counters.emptyDataReceived &+= 1
    } else if frame.pointee.hd.length < 64 {
        state.pointee.counters.smallDataReceived &+= 1
    }
}

@inline(__always)
private func headersEnded(
    _ session: OpaquePointer?, _ state: UnsafeMutablePointer<SessionState>, _ frame: UnsafePointer<nghttp2_frame>
) {
    defer { state.pointee.headers.endBlock() }
    guard let core = streamCore(session, state, frame.pointee.hd.stream_id), core.pointee.headerExcess != .size
    else { return }
    let kind: HTTP2HeaderKind
    if core.pointee.hasHeaders {
        kind = .trailers
    } else if state.pointee.isServer {
        kind = .request
    } else {
        kind = state.pointee.headers.blockIsInformational ? .informational : .response
    }
    if kind == .informational {
        state.pointee.counters.informationalReceived &+= 1
        core.pointee.informationalCount &+= 1
        if core.pointee.informationalCount > state.pointee.maxInformationalHeaders {
            core.pointee.headerExcess = .informational
            state.pointee.overdueResets.append((core.pointee.id, .enhanceYourCalm))
        }
    } else {
        core.pointee.hasHeaders = true
    }
    let ends = endsStream(frame)
    if ends { remoteEnded(state, core) }
    let start = state.pointee.headers.blockStart
    state.pointee.events.push(
        RecordedEvent(
            kind: .headers, headerKind: kind, endStream: ends, stream: core, first: start,
            count: state.pointee.headers.entryCount &- start))
}

/// On a client the call is over when the server has ended, whatever the request still had to say (RFC 9113 section
/// 8.1).
@inline(__always)
private func remoteEnded(_ state: UnsafeMutablePointer<SessionState>, _ core: UnsafeMutablePointer<StreamCore>) {
    core.pointee.isRemoteEnded = true
    if !state.pointee.isServer && !core.pointee.isLocalEnded {
        state.pointee.overdueResets.append((core.pointee.id, .noError))
    }
}

private func settingsReceived(_ state: UnsafeMutablePointer<SessionState>, _ frame: UnsafePointer<nghttp2_frame>) {
    if UInt32(frame.pointee.hd.flags) & NGHTTP2_FLAG_ACK.rawValue != 0 {
        state.pointee.events.push(RecordedEvent(kind: .settingsAcknowledged))
    } else {
        state.pointee.counters.settingsReceived &+= 1
        state.pointee.events.push(RecordedEvent(kind: .settings))
    }
}

private func pingReceived(_ state: UnsafeMutablePointer<SessionState>, _ frame: UnsafePointer<nghttp2_frame>) {
    if UInt32(frame.pointee.hd.flags) & NGHTTP2_FLAG_ACK.rawValue != 0 {
        let payload = withUnsafeBytes(of: frame.pointee.ping.opaque_data) {
            UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self))
        }
        state.pointee.events.push(
            RecordedEvent(kind: .pingAcknowledged, first: Int(Int64(bitPattern: payload))))
    } else {
        state.pointee.counters.pingsReceived &+= 1
        state.pointee.events.push(RecordedEvent(kind: .ping))
    }
}

private func goAwayReceived(_ state: UnsafeMutablePointer<SessionState>, _ frame: UnsafePointer<nghttp2_frame>) {
    state.pointee.counters.goAwaysReceived &+= 1
    state.pointee.sawGoAway = !state.pointee.isServer  // only a client has requests that wait
    let goAway = frame.pointee.goaway
    // What a peer says here goes to a log: 1 KiB is plenty.
    let length = min(goAway.opaque_data_len, 1024)
    let offset = state.pointee.headers.store(UnsafeRawBufferPointer(start: goAway.opaque_data, count: length))
    state.pointee.events.push(
        RecordedEvent(
            kind: .goAway, code: goAway.error_code, first: offset ?? 0, count: offset == nil ? 0 : length,
            lastStreamID: goAway.last_stream_id))
}
