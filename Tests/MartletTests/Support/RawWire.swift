import Dispatch
import Logging
import MartletEventLoop
import MartletHTTP2
import MartletTLS
import Synchronization
import Testing

@testable import Martlet
@testable import RawHTTP2

/// A server's connection on a loop that is stepped by hand, in virtual time, and a peer that writes whatever frames a
/// test makes up.
///
/// `@unchecked Sendable`: one thread steps it, and the loop's callbacks run on that thread.
final class RawWire: @unchecked Sendable {
    let loop: EventLoop
    let near: MemoryStream
    let far: MemoryStream
    let log = LogRecorder()
    private(set) var server: ServerConnection?
    private(set) var connection: Connection?
    private(set) var closeReason: ConnectionCloseReason?
    /// All that the peer was sent, once it has read it.
    private(set) var arrivals: [Arrival] = []
    /// Whether the peer reads what it is sent.
    var peerReads = true
    private var parser = ArrivalParser(skippingPreface: false)

    init(
        _ service: NoteService = NoteService(), limits: ServerLimits = ServerLimits(), capacity: Int = 1 << 20,
        security: ServerSecurity = .cleartext, beside other: RawWire? = nil
    ) throws {
        loop = other?.loop ?? EventLoop(manual: MonotonicTime(nanoseconds: 1_000_000_000))
        (near, far) = try #require(MemoryStream.pair(on: loop, loop, capacity: capacity))
        var registry = MethodRegistry()
        service.register(in: &registry)
        var configuration = ServerConfiguration(address: .tcp("127.0.0.1", port: 0), tls: .cleartext, limits: limits)
        configuration.logger = log.logger
        let handlers = HandlerCount(limit: limits.maxRunningHandlers)
        let server = ServerConnection(
            loop: loop, router: Router(Array(registry.methods.values)), configuration: configuration, peer: "test",
            handlers: handlers, admission: LoopAdmission(AdmissionConfiguration(), loop: loop, handlers: handlers)
        ) { [weak self] _, reason in self?.closeReason = reason }
        let http2 = try HTTP2Session(
            role: .server, configuration: configuration.limits.http2Configuration, memory: try HTTP2Memory())
        let tls = try security.credentials().map { try TLSSession(server: $0.context) }
        let (loop, near) = (loop, near)
        let connection = loop.onLoop {
            let connection = Connection(
                loop: loop, transport: near, peerAddress: nil, tls: tls, http2: http2, owner: server)
            server.start(connection)
            return connection
        }
        self.server = server
        self.connection = connection
    }

    /// A connection and its owner hold each other until it closes.
    deinit {
        loop.onLoop { server?.cut() }
        far.close()
        loop.runUntilIdle()
    }

    /// Limits that differ from the defaults.
    static func limits(_ change: (inout ServerLimits) -> Void) -> ServerLimits {
        var limits = ServerLimits()
        change(&limits)
        return limits
    }

    /// Runs what takes long outside of the few threads on which tests run.
    static func aside<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try body() }) }
        }
    }

    /// Preface and SETTINGS, and the acknowledgement of the server's.
    func greet(_ settings: [Setting] = []) {
        send(bytes: Frame.preface + Frame.settings(settings).bytes + Frame.settingsAck.bytes)
    }

    func send(_ frames: Frame...) { send(bytes: frames.flatMap(\.bytes)) }

    /// Writes as fast as the server takes it, and stops when it takes no more.
    func send(bytes: [UInt8]) {
        var rest = bytes[...]
        var attempts = 0
        while !rest.isEmpty, closeReason == nil, attempts < 3 {
            let written = rest.prefix(16_384).withUnsafeBytes { far.write($0) }
            if case .bytes(let count) = written {
                rest = rest.dropFirst(count)
                attempts = 0
            } else {
                attempts += 1
            }
            settle()
        }
        settle()
    }

    func settle() {
        repeat { loop.runUntilIdle() } while peerReads && read()
    }

    func advance(by duration: Duration) {
        settle()
        loop.advance(by: duration)
        settle()
    }

    @discardableResult
    private func read() -> Bool {
        let more = far.takeArrivals(&parser)
        arrivals += more
        return !more.isEmpty
    }

    var frames: [Frame] { arrivals.compactMap(\.frame) }
    /// The code and the debug data of each GOAWAY.
    var goAways: [String] {
        frames.filter { $0.kind == .goAway }.map { "\($0.errorCode ?? .noError) \($0.debugText ?? "")" }
    }
    /// The code of a stream's RST_STREAM.
    func reset(of stream: UInt32) -> ErrorCode? {
        frames.first { $0.kind == .resetStream && $0.stream == stream }?.errorCode
    }
    /// The gRPC status of a stream.
    func status(of stream: UInt32) -> String? { field("grpc-status", of: stream) }
    func field(_ name: String, of stream: UInt32) -> String? {
        arrivals.filter { $0.frame?.stream == stream }.compactMap { $0.fields?[name] }.last
    }
    /// How many calls have ended with OK.
    var successes: Int { arrivals.count { $0.fields?["grpc-status"] == "0" } }
}

/// Keeps the lines of a log.
final class LogRecorder: LogHandler, Sendable {
    private let recorded = Mutex<[String]>([])
    private let level: Logger.Level

    init(level: Logger.Level = .notice) { self.level = level }

    var lines: [String] { recorded.withLock { $0 } }
    var logger: Logger { Logger(label: "test", factory: { _ in self }) }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }
    var metadata: Logger.Metadata { get { [:] } set {} }
    var logLevel: Logger.Level { get { level } set {} }

    func log(event: LogEvent) {
        recorded.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
    }
}
