import RawHTTP2
import Testing

/// A rule, what a server says to our client's call on stream 1 to try it, and what has to come of it.
struct ClientCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var frames: [Frame]
    /// What the server says when it has answered the call as it should.
    let whenOver: [Frame]
    let outcome: SuiteCase.Outcome

    init(_ rule: String, _ outcome: SuiteCase.Outcome, _ frames: Frame..., whenOver: [Frame] = []) {
        testDescription = rule
        self.frames = frames
        self.whenOver = whenOver
        self.outcome = outcome
    }

    func check() async throws {
        try await SuiteClient.run { suite in
            let call = suite.greet()
            let peer = try await suite.server.accept()
            try await peer.handshake()
            try await peer.expect(.end(of: 1))
            if !whenOver.isEmpty {
                peer.answer(1)
                try await call.expectReply()
            }
            peer.send(frames + whenOver)
            try await check(peer)
            if case .response = outcome {
                try await call.expectReply()
            } else if whenOver.isEmpty, case .streamError = outcome {
                let result = await call.value
                #expect(throws: (any Error).self) { try result.get() }
            }
        }
    }

    private func check(_ peer: RawPeer) async throws {
        switch outcome {
        case .connectionError(let codes): try await peer.expectConnectionError(codes)
        case .streamError(let stream, let codes): try await peer.expectStreamError(stream, codes)
        case .error(let stream, let codes): try await peer.expectError(stream, codes)
        case .response: try await peer.roundTrip()
        case .nothing: #expect(try await peer.roundTrip() == [])
        }
    }
}
