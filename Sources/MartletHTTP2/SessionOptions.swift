internal import CNghttp2

/// Makes the nghttp2 session that a configuration asks for.
///
/// nghttp2's own HTTP checks stay on. Window updates are ours, closed streams are forgotten at once, and every limit
/// that nghttp2 can keep by itself is set (the table "Mandatory nghttp2 session configuration" of the design).
func makeNghttp2Session(
    role: HTTP2Role, configuration: HTTP2Configuration, memory: HTTP2Memory, userData: UnsafeMutableRawPointer
) throws(HTTP2Error) -> OpaquePointer {
    var option: OpaquePointer?
    guard nghttp2_option_new(&option) == 0, let option else {
        throw HTTP2Error(nghttp2: Int(NGHTTP2_ERR_NOMEM.rawValue))
    }
    defer { nghttp2_option_del(option) }
    nghttp2_option_set_no_auto_window_update(option, 1)
    nghttp2_option_set_no_closed_streams(option, 1)
    // Otherwise nghttp2 drops a field whose value has spaces around it, and tells nobody.
    nghttp2_option_set_no_rfc9113_leading_and_trailing_ws_validation(option, 1)
    nghttp2_option_set_max_reserved_remote_streams(option, 0)
    nghttp2_option_set_max_settings(option, configuration.maxSettingsEntries)
    nghttp2_option_set_max_outbound_ack(option, configuration.maxOutboundAcknowledgements)
    nghttp2_option_set_max_continuations(option, configuration.maxContinuations)
    nghttp2_option_set_max_send_header_block_length(option, configuration.maxOutboundHeaderBlockSize)
    nghttp2_option_set_max_deflate_dynamic_table_size(option, 4096)
    nghttp2_option_set_stream_reset_rate_limit(option, configuration.resetBurst, configuration.resetsPerSecond)

    var session: OpaquePointer?
    var allocator = memory.allocator()
    let code =
        switch role {
        case .server: nghttp2_session_server_new3(&session, memory.callbacks, userData, option, &allocator)
        case .client: nghttp2_session_client_new3(&session, memory.callbacks, userData, option, &allocator)
        }
    guard code == 0, let session else { throw HTTP2Error(nghttp2: Int(code)) }
    return session
}

/// The first SETTINGS of a connection, and the connection's window.
func submitInitialSettings(
    _ session: OpaquePointer, role: HTTP2Role, configuration: HTTP2Configuration
) throws(HTTP2Error) {
    let listSize = UInt32(clamping: configuration.advertisedHeaderListSize ?? configuration.maxHeaderListSize)
    var entries = [
        setting(NGHTTP2_SETTINGS_HEADER_TABLE_SIZE, 4096),
        setting(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, min(configuration.initialWindowSize, UInt32(Int32.max))),
        setting(NGHTTP2_SETTINGS_MAX_FRAME_SIZE, 16384),
        setting(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, listSize),
        setting(NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1),
    ]
    switch role {
    case .server:
        entries.append(setting(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, configuration.maxConcurrentStreams))
    case .client:
        entries.append(setting(NGHTTP2_SETTINGS_ENABLE_PUSH, 0))
    }
    let flags = UInt8(NGHTTP2_FLAG_NONE.rawValue)
    let window = Int32(clamping: max(65_535, configuration.connectionWindowSize))
    var code = nghttp2_submit_settings(session, flags, entries, entries.count)
    if code == 0 { code = nghttp2_session_set_local_window_size(session, flags, 0, window) }
    if code != 0 { throw HTTP2Error(nghttp2: Int(code)) }
}

private func setting(_ id: nghttp2_settings_id, _ value: UInt32) -> nghttp2_settings_entry {
    nghttp2_settings_entry(settings_id: Int32(bitPattern: id.rawValue), value: value)
}
