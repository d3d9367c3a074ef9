import Testing

/// Martlet against programs that others wrote. One test at a time: they start servers and measure time.
@Suite(.serialized) enum Conformance {}

/// The official interop cases that need neither a cloud nor compression.
let officialCases = [
    "empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong", "empty_stream",
    "timeout_on_sleeping_server", "cancel_after_begin", "cancel_after_first_response", "status_code_and_message",
    "special_status_message", "custom_metadata", "unimplemented_method", "unimplemented_service",
]

/// The official cases of compression.
let compressionCases = [
    "client_compressed_unary", "server_compressed_unary", "client_compressed_streaming", "server_compressed_streaming",
]
