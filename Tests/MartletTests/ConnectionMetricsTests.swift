import Logging
import Martlet
import MetricsTestKit
import RawHTTP2
import Testing

/// How many connections are open, and why others ended, can be seen in metrics.
@Suite struct ConnectionMetricsTests {
    private func ended(_ reason: String, in metrics: TestMetrics) -> Int64 {
        let counter = try? metrics.expectCounter("martlet_server_connections_closed_total", [("reason", reason)])
        return counter?.totalValue ?? 0
    }

    @Test func eachEndIsCountedUnderItsReason() async throws {
        let metrics = TestMetrics()
        var configuration = ServerConfiguration(
            address: .tcp("127.0.0.1", port: 0), tls: .cleartext, loops: 2,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        configuration.metrics = metrics
        // For a machine that has other things to do.
        configuration.limits.settingsTimeout = .seconds(60)
        configuration.limits.settingsAcknowledgementTimeout = nil
        let server = Server(configuration, services: [NoteService()])
        let port = try #require(try server.start().first?.port)
        for _ in 0..<3 {
            let peer = try RawPeer.connect(port: port)
            peer.send(bytes: Array("GET / HTTP/1.1\r\n\r\n".utf8))
            try await peer.expect(.closed)
        }
        for _ in 0..<2 {
            let peer = try RawPeer.connect(port: port)
            try await peer.handshake()
            for _ in 0..<5 { peer.send(.ping()) }
            try await peer.expect(.goAway(.enhanceYourCalm))
            try await peer.expect(.closed)
        }
        let guest = try RawPeer.connect(port: port)
        try await guest.handshake()
        let open = try metrics.expectMeter("martlet_server_connections_open")
        #expect(open.values.max() ?? 0 >= 1)
        guest.close()
        await server.shutDown()
        #expect(open.lastValue == 0)
        #expect(ended("protocol_violation", in: metrics) == 3)
        #expect(ended("too_many_pings", in: metrics) == 2)
        #expect(ended("peer_closed", in: metrics) + ended("finished", in: metrics) + ended("network", in: metrics) == 1)
    }
}
