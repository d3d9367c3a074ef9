import MartletEventLoop
import RawHTTP2
import Testing

@testable import Martlet

/// Settings may be anything: what is out of all proportion is cut down or refused by name, and never ends the process.
@Suite struct ExtremeSettingTests {
    private static let forever = Duration.seconds(Int64.max)

    private static let large: @Sendable (inout ServerConfiguration) -> Void = { configuration in
        fill(&configuration, number: .max, time: forever)
        configuration.admission.peerRate = RateLimit(perSecond: .infinity)
        configuration.methods = [.all: MethodLimits(
            maxReceiveMessageBytes: .max, maxSendMessageBytes: .max, defaultTimeout: forever, maxTimeout: forever,
            rate: RateLimit(perSecond: .greatestFiniteMagnitude, burst: .max))]
    }

    private static func fill(_ configuration: inout ServerConfiguration, number: Int, time: Duration) {
        var limits = ServerLimits()
        limits.maxReceiveMessageBytes = number
        limits.maxSendMessageBytes = number
        limits.maxConcurrentStreams = number
        limits.maxHeaderListBytes = number
        limits.maxRunningHandlers = number
        limits.abuse = AbuseLimits()
        limits.abuse?.burst = number
        limits.abuse?.refillPerSecond = number
        limits.abuse?.overheadBytes = number
        limits.pings?.minimumInterval = time
        limits.pings?.strikes = number
        limits.streamWindowBytes = number
        limits.connectionWindowBytes = number
        limits.maxConnections = number
        limits.maxConnectionsPerAddress = number
        limits.maxConcurrentHandshakes = number
        set(&limits, time)
        configuration.limits = limits
        configuration.shutdownGrace = time
        configuration.admission.queueDelay = QueueDelayLimit(target: time, interval: time, leastPerRound: number)
        configuration.admission.concurrency = ConcurrencyLimit(
            minimum: number, initial: number, maximum: number, tolerance: .infinity, memory: time)
    }

    private static func set(_ limits: inout ServerLimits, _ time: Duration) {
        limits.handshakeTimeout = time
        limits.settingsTimeout = time
        limits.settingsAcknowledgementTimeout = time
        limits.headerBlockTimeout = time
        limits.firstCallTimeout = time
        limits.maxConnectionIdle = time
        limits.maxConnectionAge = time
        limits.maxConnectionAgeGrace = time
        limits.keepalive = Keepalive(time: time, timeout: time, withoutCalls: true)
        limits.userTimeout = time
        limits.stalledStreamTimeout = time
        limits.stalledConnectionTimeout = time
    }

    @Test func aServerServesWithTheLargestSettings() async throws {
        let ask = Keepalive(time: Self.forever, timeout: Self.forever, withoutCalls: true)
        try await Loopback.run(server: Self.large, client: {
            $0.keepalive = ask
            $0.maxReceiveMessageBytes = .max
            $0.maxSendMessageBytes = .max
            $0.streamWindowBytes = .max
            $0.connectionWindowBytes = .max
            $0.maxHeaderListBytes = .max
        }) { loopback in
            let options = CallOptions(timeout: Self.forever)
            for number in 0..<20 as Range<Int32> {
                let note = Note("x", number: number)
                let reply = try await loopback.client.unary(NoteService.Methods.unary, note, options: options)
                #expect(reply == note)
            }
        }
    }

    /// They let nothing through, and that is all.
    @Test(arguments: [(0, Duration.zero), (Int.min, Duration.seconds(Int64.min))])
    func aServerWithTheLeastSettingsStartsAndEnds(number: Int, time: Duration) async throws {
        try await Loopback.run(server: { Self.fill(&$0, number: number, time: time) }) { loopback in
            let error = await #expect(throws: RPCError.self) {
                try await loopback.client.unary(
                    NoteService.Methods.unary, Note(), options: .deadline(.milliseconds(100)))
            }
            #expect(error != nil)
        }
    }

    /// Time that stands still must not be asked over and over.
    @Test func outputThatMayNotWaitAtAllIsLookedAtNowAndThen() throws {
        let wire = try RawWire(
            NoteService(expand: { _, responses, _ in
                for _ in 0..<100 { try await responses.write(Note(body: .init([UInt8](repeating: 1, count: 10_000)))) }
            }),
            limits: RawWire.limits { $0.stalledStreamTimeout = .zero })
        wire.greet()
        wire.send(
            .headers(1, .call(NoteService.Methods.expand.path)), .data(1, [0, 0, 0, 0, 2, 0x10, 100], endStream: true))
        wire.advance(by: .seconds(1))
        #expect(wire.reset(of: 1) == .cancel)
    }

    private static let senseless: [(String, @Sendable (inout ServerConfiguration) -> Void)] = [
        ("loops", { $0.loops = .max }), ("workers", { $0.workers = WorkerConfiguration(count: .max) }),
        ("workers", { $0.workers = WorkerConfiguration(count: 0) }),
        ("admission.peerRate", { $0.admission.peerRate = RateLimit(perSecond: .nan) }),
        ("admission.healthCheckRate", { $0.admission.healthCheckRate = RateLimit(perSecond: -1) }),
        ("methods, rate", { $0.methods = [.all: MethodLimits(rate: RateLimit(perSecond: -.infinity))] }),
    ]

    @Test(arguments: senseless.indices)
    func whatMakesNoSenseIsRefusedByName(index: Int) throws {
        let (setting, change) = Self.senseless[index]
        var configuration = ServerConfiguration(address: .tcp("127.0.0.1", port: 0), tls: .cleartext)
        change(&configuration)
        let server = Server(configuration, services: [NoteService()])
        let error = #expect(throws: RuntimeError.self) { try server.start() }
        #expect(error?.message.contains("(setting \(setting))") == true, "\(String(describing: error))")
    }

    @Test func ratesWithoutBoundsLetAllPass() {
        var bucket = TokenBucket(RateLimit(perSecond: .infinity), at: .now())
        #expect((0..<1000).allSatisfy { _ in bucket.take(at: .now()) == nil })
        var slow = TokenBucket(RateLimit(perSecond: .leastNonzeroMagnitude), at: MonotonicTime(nanoseconds: 1))
        _ = slow.take(at: MonotonicTime(nanoseconds: 1))
        #expect(slow.take(at: MonotonicTime(nanoseconds: 2)) == .seconds(3600))
    }

    /// Servers that start at the same time do not both get the workers.
    @Test func oneOfManyHasTheWorkers() async {
        struct Nobody: Error {}
        let claim = WorkerClaim()
        let launched = Counter()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<64 {
                group.addTask { if (try? claim.take { Idle() }) != nil { launched.increment() } }
            }
        }
        #expect(launched.value == 1)
        let another = WorkerClaim()
        #expect(throws: Nobody.self) { _ = try another.take { throw Nobody() } }
        #expect(throws: Never.self) { _ = try another.take { Idle() } }
        #expect(throws: RuntimeError.self) { _ = try another.take { Idle() } }
    }

    private struct Idle: ServerProcess {
        let addresses: [SocketAddress] = []
        func signalsAreHeeded() {}
        func shutDown(_ willDrain: () -> Void) async -> DrainReport { DrainReport() }
    }
}
