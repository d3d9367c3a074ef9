import RawHTTP2
import Testing

/// RFC 9113 sections 5.2 and 6.9: flow control.
@Suite struct WindowTests {
    static let cases = [
        SuiteCase(
            "6.9: an increment of 0 for the connection is a connection error", .connectionError(.protocolError),
            .windowUpdate(0, 0)),
        SuiteCase(
            "6.9: an increment of 0 for a stream is an error", .error(1, .protocolError),
            .open(1), .windowUpdate(1, 0)),
        SuiteCase(
            "6.9: WINDOW_UPDATE of another size than 4 is a connection error", .connectionError(.frameSizeError),
            .misfit(.windowUpdate, 0, count: 3)),
        SuiteCase("6.9: WINDOW_UPDATE for the connection is taken", .success, .windowUpdate(0, 1), .whole(1)),
        SuiteCase("6.9: WINDOW_UPDATE for a stream is taken", .success, .open(1), .windowUpdate(1, 1), .rest(1)),
        SuiteCase(
            "6.9.1: a window of the connection above 2^31-1 is a connection error",
            .connectionError(.flowControlError), .windowUpdate(0, 0x7fff_ffff), .windowUpdate(0, 0x7fff_ffff)),
        SuiteCase(
            "6.9.1: a window of a stream above 2^31-1 is a stream error", .streamError(1, .flowControlError),
            .open(1), .windowUpdate(1, 0x7fff_ffff), .windowUpdate(1, 0x7fff_ffff)),
        SuiteCase(
            "6.9.2: an initial window above 2^31-1 is a connection error", .connectionError(.flowControlError),
            .settings([.initialWindowSize(0x8000_0000)])),
        SuiteCase(
            "6.9.2: a change that takes a stream's window above 2^31-1 is an error", .error(1, .flowControlError),
            .open(1), .windowUpdate(1, 0x7fff_0000), .settings([.initialWindowSize(0x7fff_ffff)])),
    ]

    @Test(arguments: cases)
    func rule(_ rule: SuiteCase) async throws { try await rule.check() }

    @Test("6.9.1: no more DATA comes than the window allows")
    func windowOfOne() async throws {
        try await SuiteServer.peer(settings: [.initialWindowSize(1)]) { peer in
            peer.send(.whole(1))
            for _ in 0..<5 {
                try await peer.expectData(1, count: 1)
                peer.send(.windowUpdate(1, 1))
            }
            try await peer.expect(.end(of: 1))
        }
    }

    @Test("6.9.2: a new initial window changes the windows of open streams")
    func newInitialWindow() async throws {
        try await SuiteServer.peer(settings: [.initialWindowSize(0)]) { peer in
            peer.send(.whole(1))
            try await peer.expect(.headers(1))
            #expect(try await peer.roundTrip() == [])
            peer.send(.settings([.initialWindowSize(1)]))
            try await peer.expectData(1, count: 1)
        }
    }

    @Test("6.9.2: a window may become negative, and counts from there")
    func negativeWindow() async throws {
        try await SuiteServer.peer(settings: [.initialWindowSize(3)]) { peer in
            peer.send(.whole(1))
            try await peer.expectData(1, count: 3)
            // -1: three bytes are sent already.
            peer.send(.settings([.initialWindowSize(2)]), .windowUpdate(1, 1))
            let frames = try await peer.roundTrip()
            #expect(frames.allSatisfy { $0.kind == .settings })
            peer.send(.windowUpdate(1, 1))
            try await peer.expectData(1, count: 1)
        }
    }
}
