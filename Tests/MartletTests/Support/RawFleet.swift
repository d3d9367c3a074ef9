import Logging
import MartletEventLoop
import MetricsTestKit
import Testing

@testable import Martlet
@testable import RawHTTP2

/// Many connections of one server, on one loop that is stepped by hand, and peers that write whatever frames a test
/// makes up.
///
/// `@unchecked Sendable`: one thread steps it, and the loop's callbacks run on that thread.
final class RawFleet: @unchecked Sendable {
    /// A peer's end.
    final class Ship {
        fileprivate let far: MemoryStream
        fileprivate var parser = ArrivalParser(skippingPreface: false)
        fileprivate(set) var isClosed = false
        /// Whether it reads what it is sent.
        var reads = true
        fileprivate(set) var arrivals: [Arrival] = []
        /// Streams that have been answered.
        fileprivate(set) var answered: Set<UInt32> = []

        fileprivate init(_ far: MemoryStream) { self.far = far }

        func status(of stream: UInt32) -> String? { field("grpc-status", of: stream) }
        func field(_ name: String, of stream: UInt32) -> String? {
            arrivals.lazy.filter { $0.frame?.stream == stream }.compactMap { $0.fields?[name] }.last
        }
        /// The statuses of all calls that have one.
        var statuses: [String] { arrivals.compactMap { $0.fields?["grpc-status"] } }
        var goAways: [String] {
            arrivals.compactMap(\.frame).filter { $0.kind == .goAway }
                .map { "\($0.errorCode ?? .noError) \($0.debugText ?? "")" }
        }
    }

    let loop = EventLoop(manual: MonotonicTime(nanoseconds: 1_000_000_000))
    let metrics = TestMetrics()
    let budget: MemoryBudget
    let log = LogRecorder(level: .info)
    private let server: ServerLoop
    private(set) var ships: [Ship] = []
    /// The most that the server's connections have held after any write.
    private(set) var mostHeld = 0

    init(
        _ service: NoteService = NoteService(), ships count: Int, limits: ServerLimits,
        _ change: (inout ServerConfiguration) -> Void = { _ in }
    ) throws {
        var configuration = ServerConfiguration(
            address: .tcp("127.0.0.1", port: 0), tls: .cleartext, loops: 1, limits: limits)
        configuration.admission.queueDelay = nil
        configuration.logger = log.logger
        change(&configuration)
        var registry = MethodRegistry(limits: configuration.methods)
        service.register(in: &registry)
        let connections = ConnectionMetrics(metrics)
        budget = MemoryBudget(bytes: configuration.limits.memoryBudget) { connections.hold($0) }
        server = try ServerLoop(
            loop: loop, configuration: configuration, router: Router(Array(registry.methods.values)),
            metrics: connections, peerRates: configuration.admission.peerRate.map { PeerRates($0) },
            budget: budget, refused: RefusedCalls(metrics), emptied: {})
        for _ in 0..<count {
            let (near, far) = try #require(MemoryStream.pair(on: loop, loop, capacity: 1 << 20))
            let server = server
            let address = try SocketAddress(ip: "10.0.0.1", port: 1)
            loop.onLoop { server.adopt(near, from: address, credentials: nil, tls: nil) }
            ships.append(Ship(far))
        }
        for ship in ships { send(ship, bytes: Frame.preface + Frame.settings().bytes + Frame.settingsAck.bytes) }
    }

    deinit {
        loop.onLoop { server.cut() }
        for ship in ships { ship.far.close() }
        loop.runUntilIdle()
    }

    func send(_ ship: Ship, _ frames: Frame...) { send(ship, bytes: frames.flatMap(\.bytes)) }

    /// Writes as fast as the server takes it; what it does not take is lost, with the connection most likely.
    func send(_ ship: Ship, bytes: [UInt8]) {
        var rest = bytes[...]
        var attempts = 0
        while !rest.isEmpty, !ship.isClosed, attempts < 3 {
            let written = rest.prefix(1 << 18).withUnsafeBytes { ship.far.write($0) }
            if case .bytes(let count) = written { rest = rest.dropFirst(count) } else { attempts += 1 }
            settle(ship)
        }
        settle(ship)
    }

    private func settle(_ ship: Ship) {
        repeat {
            loop.runUntilIdle()
            mostHeld = max(mostHeld, server.account.heldBytes)
        } while ship.reads && read(ship)
    }

    func advance(by time: Duration) {
        loop.advance(by: time)
        for ship in ships { settle(ship) }
    }

    private func read(_ ship: Ship) -> Bool {
        var moved = false
        withUnsafeTemporaryAllocation(byteCount: 64 * 1024, alignment: 16) { region in
            while !ship.isClosed {
                switch ship.far.read(into: region) {
                case .bytes(let count):
                    let arrivals = ship.parser.take(UnsafeRawBufferPointer(rebasing: region[..<count]))
                    ship.arrivals += arrivals.filter { $0.frame?.kind != .windowUpdate }
                    for arrival in arrivals where arrival.fields != nil {
                        if let frame = arrival.frame { ship.answered.insert(frame.stream) }
                    }
                    moved = true
                case .wouldBlock: return
                case .endOfStream, .failed: ship.isClosed = true
                }
            }
        }
        return moved
    }

    /// What the server's connections hold now.
    var heldBytes: Int { server.account.heldBytes }

    func refused(_ reason: String) -> Int64 { total("martlet_server_calls_refused_total", reason) }
    func closed(_ reason: String) -> Int64 { total("martlet_server_connections_closed_total", reason) }

    /// What the metrics say of the memory.
    var heldByMetrics: Double? { (try? metrics.expectGauge("martlet_server_memory_held_bytes"))?.lastValue }

    private func total(_ label: String, _ reason: String) -> Int64 {
        (try? metrics.expectCounter(label, [("reason", reason)]))?.totalValue ?? 0
    }
}
