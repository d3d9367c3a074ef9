/// What came on one stream.
package struct Response: Sendable {
    /// Header blocks in order: headers and trailers, or the one block of a call that ended at once.
    package private(set) var blocks: [HeaderFields] = []
    package private(set) var body: [UInt8] = []
    package private(set) var hasEnded = false
    /// The code of RST_STREAM.
    package private(set) var reset: ErrorCode?

    private var awaitsEnd = false

    var isOver: Bool { hasEnded || reset != nil }

    /// `:status`
    package var status: String? { blocks.first?[":status"] }
    /// `grpc-status`
    package var grpcStatus: String? { blocks.last?["grpc-status"] }

    mutating func take(_ frame: Frame, fields: HeaderFields?) {
        if let fields { blocks.append(fields) }
        if frame.kind == .data { body += frame.content }
        if frame.kind == .resetStream { reset = frame.errorCode }
        awaitsEnd = awaitsEnd || frame.endsStream
        // END_STREAM of HEADERS counts when the block is whole.
        hasEnded = awaitsEnd && (frame.kind == .data || frame.flags.contains(.endHeaders))
    }
}
