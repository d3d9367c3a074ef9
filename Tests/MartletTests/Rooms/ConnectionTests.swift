import CoreMetrics
import Logging
import MartletEventLoop
import MartletHTTP2
import MartletProtobuf
import Synchronization
import Testing

@testable import Martlet

/// What a connection does for its loop, and what it says of its end.
@Suite struct ConnectionTests {
    /// Others on the loop have their turn, however much has arrived.
    @Test func aFastPeerIsReadInTurns() throws {
        var limits = ServerLimits()
        limits.connectionWindowBytes = 4 << 20
        let wire = try Wire(NoteService(), limits: limits, capacity: 4 << 20)
        wire.settle()
        for _ in 0..<15 {
            let stream = try wire.request(NoteService.Methods.collect.path)
            wire.send([UInt8](repeating: 0, count: 200_000), on: stream, end: true)  // 40,000 empty messages
        }
        wire.pumpPeer()
        let before = wire.near.bytesRead
        wire.loop.step()
        #expect(wire.near.bytesRead - before <= 1 << 20)
        wire.settle()
        #expect(wire.near.bytesRead - before > 3_000_000)
        #expect(wire.answers.values.allSatisfy { $0.trailers["grpc-status"] == "0" })
    }

    /// nghttp2 says GOAWAY by itself; the log must not call that an end in order.
    @Test func aBrokenRuleIsTheReason() throws {
        let wire = try Wire(NoteService())
        wire.settle()
        let windowUpdateOfZero: [UInt8] = [0, 0, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        _ = windowUpdateOfZero.withUnsafeBytes { wire.far.write($0) }
        wire.settle()
        #expect(wire.goAways == [0])
        guard case .protocolViolation(let reason) = wire.closeReason else { throw unexpected(wire.closeReason) }
        #expect(reason.contains("GOAWAY PROTOCOL_ERROR"))
    }

    /// The stream is reset without anybody above HTTP/2 hearing of it.
    @Test func aRuleBrokenOnAStreamIsToldAtTheEnd() throws {
        let wire = try Wire(NoteService())
        let stream = try wire.request("martlet.test.Notes/Unary", end: true)
        wire.settle()
        #expect(wire.answers[stream.id]?.closed == .protocolError)
        #expect(wire.closeReason == nil)
        wire.far.close()
        wire.loop.runUntilIdle()
        guard case .protocolViolation = wire.closeReason else { throw unexpected(wire.closeReason) }
    }

    /// A socket on its way to another loop while the server begins to drain.
    @Test func aConnectionThatComesTooLateAndSaysNothingIsClosed() throws {
        let loop = EventLoop(manual: MonotonicTime(nanoseconds: 1))
        let emptied = Mutex(0)
        let server = try serverLoop(on: loop) { emptied.withLock { $0 += 1 } }
        let (near, far) = try #require(MemoryStream.pair(on: loop, loop))
        loop.onLoop {
            server.drain(over: .zero)
            server.connectionCount.add(1, ordering: .relaxed)
            server.adopt(near, from: nil, credentials: nil, tls: nil)
        }
        loop.advance(by: .seconds(1))
        #expect(near.descriptor != nil, "it may finish its handshake")
        loop.advance(by: .seconds(2))
        #expect(near.descriptor == nil)
        #expect(server.connectionCount.load(ordering: .relaxed) == 0)
        #expect(emptied.withLock { $0 } == 1)
        far.close()
    }

    /// Their clients would all connect elsewhere at once.
    @Test func connectionsAreToldToEndOneAfterTheOther() throws {
        let loop = EventLoop(manual: MonotonicTime(nanoseconds: 1))
        let server = try serverLoop(on: loop) {}
        let pairs = try (0..<30).map { _ in try #require(MemoryStream.pair(on: loop, loop)) }
        loop.onLoop {
            for (near, _) in pairs { server.adopt(near, from: nil, credentials: nil, tls: nil) }
            server.drain(over: .seconds(4))
        }
        // Each ends two seconds after it was told to, for it says nothing.
        loop.advance(by: .seconds(4))
        let open = pairs.count { $0.0.descriptor != nil }
        #expect((1..<30).contains(open), "\(open)")
        loop.advance(by: .seconds(3))
        #expect(pairs.allSatisfy { $0.0.descriptor == nil })
        for (_, far) in pairs { far.close() }
    }

    /// Setting `maxConcurrentHandshakes`: the oldest goes, unless it came a moment ago.
    @Test func handshakesThatDoNotEndMakeRoom() throws {
        let crowd = try Crowd(self)
        try crowd.connect(20)
        #expect(crowd.isOpen == Array(repeating: true, count: 20), "a crowd pushes nobody out")
        for _ in 0..<8 { crowd.loop.step() }
        crowd.loop.advance(by: .milliseconds(499))
        try crowd.connect(1)
        #expect(crowd.isOpen == Array(repeating: true, count: 21))
        crowd.loop.advance(by: .milliseconds(1))
        try crowd.connect(1)
        #expect(crowd.isOpen == Array(repeating: false, count: 19) + [true, true, true])
    }

    @Test func handshakesThatABusyLoopDidNotHearGoOn() throws {
        let crowd = try Crowd(self)
        try crowd.connect(20)
        crowd.loop.spend(.seconds(1))
        crowd.loop.step()
        try crowd.connect(1)
        #expect(crowd.isOpen == Array(repeating: true, count: 21))
    }

    /// Peers that connect to a server that lets three of them shake hands at once, and say nothing.
    private final class Crowd {
        let loop = EventLoop(manual: MonotonicTime(nanoseconds: 1))
        private let server: ServerLoop
        private var pairs: [(near: MemoryStream, far: MemoryStream)] = []

        init(_ tests: ConnectionTests) throws {
            server = try tests.serverLoop(on: loop, limits: RawWire.limits { $0.maxConcurrentHandshakes = 3 }) {}
        }

        deinit {
            loop.onLoop { server.cut() }
            for (_, far) in pairs { far.close() }
            loop.runUntilIdle()
        }

        func connect(_ count: Int) throws {
            for _ in 0..<count {
                let (near, far) = try #require(MemoryStream.pair(on: loop, loop))
                pairs.append((near, far))
                loop.onLoop { server.adopt(near, from: nil, credentials: nil, tls: nil) }
            }
        }

        var isOpen: [Bool] { pairs.map { $0.near.descriptor != nil } }
    }

    @Test(arguments: [(0, 0), (1, 0), (20, 20), (1000, 1000), (100_000, 3000)])
    func theSpreadGrowsWithTheConnectionsAndLeavesThemTheGrace(connections: Int, milliseconds: Int) {
        #expect(RunningServer.spread(connections, .seconds(30)) == .milliseconds(milliseconds))
    }

    private func serverLoop(
        on loop: EventLoop, limits: ServerLimits = ServerLimits(), emptied: @escaping @Sendable () -> Void
    ) throws -> ServerLoop {
        var configuration = ServerConfiguration(
            address: .tcp("127.0.0.1", port: 0), tls: .cleartext, loops: 1, limits: limits)
        configuration.logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        return try ServerLoop(
            loop: loop, configuration: configuration, router: Router([]),
            metrics: ConnectionMetrics(NOOPMetricsHandler.instance), emptied: emptied)
    }

    private func unexpected(_ reason: ConnectionCloseReason?) -> RPCError {
        RPCError(.unknown, "closed with \(String(describing: reason))")
    }
}
