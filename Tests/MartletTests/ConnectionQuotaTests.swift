import Logging
import MartletEventLoop
import MetricsTestKit
import RawHTTP2
import Testing

@testable import Martlet

/// How many connections a server takes.
@Suite struct ConnectionQuotaTests {
    private func limits(_ change: (inout ServerLimits) -> Void) -> ServerLimits {
        var limits = ServerLimits()
        // For a machine that has other things to do.
        limits.settingsTimeout = .seconds(60)
        limits.settingsAcknowledgementTimeout = nil
        change(&limits)
        return limits
    }

    @Test func allConnectionsAreCounted() throws {
        let quota = ConnectionQuota(limits { $0.maxConnections = 2 })
        let (one, two) = (try SocketAddress(ip: "127.0.0.1", port: 1), try SocketAddress(ip: "10.0.0.2", port: 1))
        #expect(quota.admit(one) == nil && quota.admit(two) == nil)
        #expect(quota.admit(one) == .tooManyConnections)
        quota.release(two)
        #expect(quota.admit(one) == nil)
    }

    @Test func anAddressHasItsShareWhateverThePort() throws {
        let quota = ConnectionQuota(limits { $0.maxConnectionsPerAddress = 2 })
        for ip in ["10.0.0.1", "2001:db8::1"] {
            #expect(quota.admit(try SocketAddress(ip: ip, port: 1)) == nil)
            #expect(quota.admit(try SocketAddress(ip: ip, port: 2)) == nil)
            #expect(quota.admit(try SocketAddress(ip: ip, port: 3)) == .tooManyFromAddress)
        }
        quota.release(try SocketAddress(ip: "10.0.0.1", port: 2))
        #expect(quota.admit(try SocketAddress(ip: "10.0.0.1", port: 4)) == nil)
    }

    @Test func thisMachineHasNoShareOfItsOwn() throws {
        let quota = ConnectionQuota(limits { $0.maxConnectionsPerAddress = 1 })
        for address in [
            try SocketAddress(ip: "127.0.0.1", port: 1), try SocketAddress(ip: "::1", port: 1),
            try SocketAddress.unix(path: "/run/x"),
        ] {
            for _ in 0..<5 { #expect(quota.admit(address) == nil) }
        }
    }

    @Test func theDefaultLeavesDescriptorsForOthers() {
        #expect(ConnectionQuota.affordable > 0 && ConnectionQuota.affordable <= 10_000)
    }

    /// Runs `body` with the port of a server in cleartext.
    private func serve(
        _ limits: ServerLimits, metrics: TestMetrics, log: LogRecorder = LogRecorder(),
        _ body: (UInt16) async throws -> Void
    ) async throws {
        var configuration = ServerConfiguration(
            address: .tcp("127.0.0.1", port: 0), tls: .cleartext, loops: 1, limits: limits,
            shutdownGrace: .seconds(1), logger: log.logger)
        configuration.metrics = metrics
        let server = Server(configuration, services: [NoteService()])
        let port = try #require(try server.start().first?.port)
        do { try await body(port) } catch {
            await server.shutDown()
            throw error
        }
        await server.shutDown()
    }

    private func count(_ reason: String, in metrics: TestMetrics) -> Int64 {
        let counter = try? metrics.expectCounter("martlet_server_connections_closed_total", [("reason", reason)])
        return counter?.totalValue ?? 0
    }

    /// Setting `maxConnections`.
    @Test func oneConnectionTooManyIsClosedAndTheOthersGoOn() async throws {
        let metrics = TestMetrics()
        let log = LogRecorder(level: .info)
        try await serve(limits { $0.maxConnections = 2 }, metrics: metrics, log: log) { port in
            let guests = [try RawPeer.connect(port: port), try RawPeer.connect(port: port)]
            for guest in guests { try await guest.handshake() }
            let late = try RawPeer.connect(port: port)
            late.send(bytes: Frame.preface)
            try await late.expect(.closed)
            #expect(count("too_many_connections", in: metrics) == 1)
            #expect(log.lines.contains { $0.contains("bad connection") && $0.contains("(setting maxConnections)") })
            for guest in guests { try await guest.roundTrip() }
            guests[0].close()
            let open = try metrics.expectMeter("martlet_server_connections_open")
            for _ in 0..<2000 where open.lastValue != 1 { try await Task.sleep(for: .milliseconds(5)) }
            try await guests[1].roundTrip()
            let next = try RawPeer.connect(port: port)
            try await next.handshake()
            next.close()
            guests[1].close()
        }
    }
}
