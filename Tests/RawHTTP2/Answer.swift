/// What a test waits for.
package struct Answer: Sendable, CustomStringConvertible {
    package let description: String
    let matches: @Sendable (Arrival) -> Bool

    package init(_ description: String, _ matches: @escaping @Sendable (Arrival) -> Bool) {
        self.description = description
        self.matches = matches
    }

    private static func frame(_ description: String, _ matches: @escaping @Sendable (Frame) -> Bool) -> Answer {
        Answer(description) { $0.frame.map(matches) == true }
    }

    /// The connection is closed.
    package static let closed = Answer("the end of the connection") { $0.isClosing }

    /// GOAWAY with one of the codes.
    package static func goAway(_ codes: ErrorCode...) -> Answer {
        frame("GOAWAY \(codes)") { $0.kind == .goAway && $0.errorCode.map(codes.contains) == true }
    }

    /// RST_STREAM with one of the codes.
    package static func reset(_ stream: UInt32, _ codes: ErrorCode...) -> Answer { reset(stream, codes) }

    static func reset(_ stream: UInt32, _ codes: [ErrorCode]) -> Answer {
        frame("RST_STREAM of \(stream) \(codes)") {
            $0.kind == .resetStream && $0.stream == stream && $0.errorCode.map(codes.contains) == true
        }
    }

    package static func headers(_ stream: UInt32) -> Answer {
        frame("HEADERS of \(stream)") { $0.kind == .headers && $0.stream == stream }
    }

    package static func data(_ stream: UInt32) -> Answer {
        frame("DATA of \(stream)") { $0.kind == .data && $0.stream == stream }
    }

    /// A frame with END_STREAM.
    package static func end(of stream: UInt32) -> Answer {
        frame("the end of \(stream)") { $0.stream == stream && $0.endsStream }
    }

    package static let settings = frame("SETTINGS") { $0.kind == .settings && !$0.flags.contains(.ack) }
    package static let settingsAck = frame("SETTINGS ACK") { $0.kind == .settings && $0.flags.contains(.ack) }

    package static let ping = frame("PING") { $0.kind == .ping && !$0.flags.contains(.ack) }

    package static func pong(_ payload: UInt64) -> Answer {
        frame("PING ACK \(payload)") { $0.flags.contains(.ack) && $0.pingPayload == payload }
    }

    package static func windowUpdate(_ stream: UInt32) -> Answer {
        frame("WINDOW_UPDATE of \(stream)") { $0.kind == .windowUpdate && $0.stream == stream }
    }
}

/// What was waited for did not come.
package struct MissingAnswer: Error, CustomStringConvertible {
    package let description: String

    init(_ wanted: String, after seen: [Arrival]) {
        let seen = seen.isEmpty ? "nothing" : seen.map { "\($0)" }.joined(separator: "; ")
        description = "no \(wanted); came: \(seen)"
    }
}
