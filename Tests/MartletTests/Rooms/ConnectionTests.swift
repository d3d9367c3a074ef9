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
        var configuration = ServerConfiguration(address: .tcp("127.0.0.1", port: 0), tls: .cleartext)
        configuration.logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let emptied = Mutex(0)
        let server = try ServerLoop(
            loop: loop, configuration: configuration, router: Router([]),
            closings: ClosedConnections(NOOPMetricsHandler.instance)
        ) {
            emptied.withLock { $0 += 1 }
        }
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

    private func unexpected(_ reason: ConnectionCloseReason?) -> RPCError {
        RPCError(.unknown, "closed with \(String(describing: reason))")
    }
}
