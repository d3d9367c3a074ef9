/// Why a stream or a connection ended, as RST_STREAM and GOAWAY carry it (RFC 9113 section 7).
/// Codes that no RFC names are kept as they came.
public struct HTTP2ErrorCode: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Nothing went wrong.
    public static let noError = HTTP2ErrorCode(rawValue: 0x0)
    /// The peer broke a rule that has no code of its own.
    public static let protocolError = HTTP2ErrorCode(rawValue: 0x1)
    /// The sender's own fault.
    public static let internalError = HTTP2ErrorCode(rawValue: 0x2)
    /// More DATA than the window allowed, or a window above 2^31-1.
    public static let flowControlError = HTTP2ErrorCode(rawValue: 0x3)
    /// SETTINGS were not acknowledged in time.
    public static let settingsTimeout = HTTP2ErrorCode(rawValue: 0x4)
    /// A frame for a stream that had already ended.
    public static let streamClosed = HTTP2ErrorCode(rawValue: 0x5)
    /// A frame of a size that is not allowed.
    public static let frameSizeError = HTTP2ErrorCode(rawValue: 0x6)
    /// The stream was turned away before any work was done: safe to send again.
    public static let refusedStream = HTTP2ErrorCode(rawValue: 0x7)
    /// Nobody needs the stream any more.
    public static let cancel = HTTP2ErrorCode(rawValue: 0x8)
    /// The header compression state can't be kept.
    public static let compressionError = HTTP2ErrorCode(rawValue: 0x9)
    /// The connection made by CONNECT was lost.
    public static let connectError = HTTP2ErrorCode(rawValue: 0xa)
    /// The peer asks for more than its share.
    public static let enhanceYourCalm = HTTP2ErrorCode(rawValue: 0xb)
    /// The transport is not secure enough.
    public static let inadequateSecurity = HTTP2ErrorCode(rawValue: 0xc)
    /// The peer wants HTTP/1.1.
    public static let http11Required = HTTP2ErrorCode(rawValue: 0xd)

    private static let names = [
        "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED",
        "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM",
        "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
    ]
}

extension HTTP2ErrorCode: CustomStringConvertible {
    /// The RFC's spelling, or `0x1f` for a code that it does not name.
    public var description: String {
        if let index = Int(exactly: rawValue), index < Self.names.count {
            return Self.names[index]
        }
        return "0x" + String(rawValue, radix: 16)
    }
}
