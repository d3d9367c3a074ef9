/// Why a stream or a connection ended (RFC 9113 section 7), spelled anew: a peer shares no code with what it tests.
package struct ErrorCode: RawRepresentable, Hashable, Sendable {
    package var rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let noError = ErrorCode(rawValue: 0)
    package static let protocolError = ErrorCode(rawValue: 1)
    package static let internalError = ErrorCode(rawValue: 2)
    package static let flowControlError = ErrorCode(rawValue: 3)
    package static let settingsTimeout = ErrorCode(rawValue: 4)
    package static let streamClosed = ErrorCode(rawValue: 5)
    package static let frameSizeError = ErrorCode(rawValue: 6)
    package static let refusedStream = ErrorCode(rawValue: 7)
    package static let cancel = ErrorCode(rawValue: 8)
    package static let compressionError = ErrorCode(rawValue: 9)
    package static let connectError = ErrorCode(rawValue: 10)
    package static let enhanceYourCalm = ErrorCode(rawValue: 11)
    package static let inadequateSecurity = ErrorCode(rawValue: 12)
    package static let http11Required = ErrorCode(rawValue: 13)
}

extension ErrorCode: CustomStringConvertible {
    private static let names = [
        "noError", "protocolError", "internalError", "flowControlError", "settingsTimeout", "streamClosed",
        "frameSizeError", "refusedStream", "cancel", "compressionError", "connectError", "enhanceYourCalm",
        "inadequateSecurity", "http11Required",
    ]

    package var description: String {
        Int(exactly: rawValue).flatMap { $0 < Self.names.count ? Self.names[$0] : nil } ?? "code \(rawValue)"
    }
}
