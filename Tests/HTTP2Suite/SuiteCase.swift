import RawHTTP2
import Testing

/// A rule of the RFCs, what a peer says to try it, and what has to come of it. Sections without another word are those
/// of RFC 9113.
struct SuiteCase: Sendable, CustomTestStringConvertible {
    enum Outcome: Sendable {
        /// GOAWAY with one of the codes, and the end of the connection.
        case connectionError([ErrorCode])
        /// RST_STREAM with one of the codes, and a connection that goes on.
        case streamError(UInt32, [ErrorCode])
        /// The one or the other: what should cost the stream, and costs the connection with nghttp2, or the reverse.
        case error(UInt32, [ErrorCode])
        /// A response that is whole, in peace; `status` is its grpc-status.
        case response(UInt32, status: String? = nil)
        /// Nothing at all, and a connection that goes on.
        case nothing

        static func connectionError(_ codes: ErrorCode...) -> Outcome { .connectionError(codes) }
        static func streamError(_ stream: UInt32, _ codes: ErrorCode...) -> Outcome { .streamError(stream, codes) }
        static func error(_ stream: UInt32, _ codes: ErrorCode...) -> Outcome { .error(stream, codes) }
        static let success = Outcome.response(1, status: "0")
    }

    let testDescription: String
    /// What the peer's SETTINGS say.
    let settings: [Setting]
    let frames: [Frame]
    /// What the peer says when stream 1 has ended on both sides.
    let whenOver: [Frame]
    let outcome: Outcome

    init(
        _ rule: String, _ outcome: Outcome, settings: [Setting] = [], _ frames: Frame..., whenOver: [Frame] = []
    ) {
        testDescription = rule
        self.settings = settings
        self.frames = frames
        self.whenOver = whenOver
        self.outcome = outcome
    }

    /// Tries the rule on a server of its own.
    func check() async throws {
        try await SuiteServer.peer(settings: settings) { peer in
            peer.send(frames)
            if !whenOver.isEmpty {
                try await peer.expect(.end(of: 1))
                peer.send(whenOver)
            }
            try await check(peer)
        }
    }

    private func check(_ peer: RawPeer) async throws {
        switch outcome {
        case .connectionError(let codes): try await peer.expectConnectionError(codes)
        case .streamError(let stream, let codes): try await peer.expectStreamError(stream, codes)
        case .error(let stream, let codes): try await peer.expectError(stream, codes)
        case .response(let stream, let status):
            let response = try await peer.response(stream)
            #expect(response.reset == nil && response.status != nil, "\(response)")
            if let status { #expect(response.grpcStatus == status, "\(response)") }
            try await peer.roundTrip()
        case .nothing: #expect(try await peer.roundTrip() == [])
        }
    }
}

extension Frame {
    /// A message without a byte of its own.
    static let emptyMessage: [UInt8] = [0, 0, 0, 0, 0]

    /// A call that waits for more.
    static func open(_ stream: UInt32) -> Frame { .headers(stream, .upload) }

    /// A call that is complete.
    static func whole(_ stream: UInt32) -> Frame { .headers(stream, .upload, endStream: true) }

    /// The end of a call.
    static func rest(_ stream: UInt32) -> Frame { .data(stream, emptyMessage, endStream: true) }

    /// A frame of a type with a payload that does not fit it.
    static func misfit(_ kind: Kind, _ stream: UInt32, flags: Flags = [], count: Int) -> Frame {
        Frame(kind, flags: flags, stream: stream, payload: [UInt8](repeating: 0, count: count))
    }
}

extension RawPeer {
    /// RST_STREAM of a stream, or GOAWAY, with one of the codes.
    func expectError(_ stream: UInt32, _ codes: [ErrorCode]) async throws {
        try await expect(Answer("RST_STREAM or GOAWAY \(codes)") { arrival in
            guard let frame = arrival.frame, let code = frame.errorCode, codes.contains(code) else { return false }
            return frame.kind == .goAway || frame.stream == stream
        })
    }

    /// The whole of a call, which ends with this gRPC status.
    func expectStatus(
        _ status: String, _ stream: UInt32, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let response = try await response(stream)
        #expect(response.grpcStatus == status, "\(response)", sourceLocation: sourceLocation)
    }

    /// A DATA frame of this size.
    func expectData(_ stream: UInt32, count: Int, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let arrival = try await expect(.data(stream))
        #expect(arrival.frame?.payload.count == count, "\(arrival)", sourceLocation: sourceLocation)
    }
}
