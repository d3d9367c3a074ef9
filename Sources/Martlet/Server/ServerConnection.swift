import Logging
import MartletCompression
import MartletEventLoop
import MartletHTTP2
import MartletTLS

/// The server's end of one connection: turns streams into calls and counts its handlers.
///
/// `@unchecked Sendable`: the stored `var`s are touched on `loop`'s thread only.
final class ServerConnection: ConnectionOwner, @unchecked Sendable {
    let loop: EventLoop
    let router: Router
    let limits: ServerLimits
    let logger: Logger
    /// Whether a line per call is wanted: asked once, not per call.
    let logsCalls: Bool
    let peer: String
    let peerCredentials: PeerCredentials?
    /// Where the peer is, for the server's count of connections.
    var address: SocketAddress?
    /// Written once, before the first call begins; then read from any thread.
    @exclusivity(unchecked) private(set) var peerCertificate: PeerCertificate?
    let drainNotice = DrainNotice()
    let admission: LoopAdmission
    /// Where its memory is accounted for.
    let account: Unmanaged<MemoryAccount>?
    private let memory: MemoryAccount?
    let compression: CompressionConfiguration
    /// What responses are compressed with by default.
    let responseCompression: ResponseCompression
    /// Whether they may be without a word of client or method.
    let compressesUnasked: Bool
    /// How often the peer's address may call.
    private let rate: RateGate?

    private var connection: Connection?
    /// Those of the whole loop.
    private let handlers: HandlerCount
    private let closed: @Sendable (ServerConnection, ConnectionCloseReason) -> Void
    /// Notes which methods run; nil without workers.
    let flights: FlightRecorder?
    /// Counts how calls end once the server drains.
    @exclusivity(unchecked) private(set) var drainTally: DrainTally?
    @exclusivity(unchecked) private var runningHandlers = 0
    /// HTTP/2 sees to it that no more calls are open than may be. Those that are over, but whose handlers have not
    /// returned, come on top, and may be as many: a client that cancels calls can have called again before a handler
    /// has had a chance to notice.
    private let handlerLimit: Int
    @exclusivity(unchecked) private var metadata: RepeatedMetadata

    init(
        loop: EventLoop, router: Router, configuration: ServerConfiguration, peer: String,
        credentials: PeerCredentials? = nil, flights: FlightRecorder? = nil, handlers: HandlerCount,
        admission: LoopAdmission, rate: RateGate? = nil, memory: MemoryAccount? = nil,
        closed: @escaping @Sendable (ServerConnection, ConnectionCloseReason) -> Void
    ) {
        self.loop = loop
        self.router = router
        self.peer = peer
        peerCredentials = credentials
        self.flights = flights
        self.handlers = handlers
        self.admission = admission
        self.rate = rate
        self.memory = memory
        account = memory.map { Unmanaged.passUnretained($0) }
        self.closed = closed
        compression = configuration.compression
        responseCompression = configuration.responseCompression
        compressesUnasked = ![.likeRequests, .off].contains(configuration.responseCompression)
        metadata = RepeatedMetadata(accepting: CompressionAlgorithms(configuration.compression.accepted))
        limits = configuration.limits
        handlerLimit = 2 * min(limits.maxConcurrentStreams, .max / 2)
        logger = configuration.logger
        logsCalls = configuration.logger.logLevel <= .info
    }

    func start(_ connection: Connection) {
        self.connection = connection
        connection.account = account
        connection.start(limits.connectionTerms)
    }

    /// Lets no more calls begin, tells the handlers of those that run, and has `tally` count how they end.
    func drain(_ tally: DrainTally? = nil) {
        if let tally { drainTally = tally }
        connection?.drain()
        drainNotice.begin()
    }

    /// Ends what the grace has not: calls get UNAVAILABLE, and the client a second to take it.
    func cut() {
        guard let connection else { return }
        for call in connection.calls { (call as? ServerCall)?.shutDown() }
        connection.dismiss(.noError, .local("the server is shutting down"))
    }

    /// Whether the client has yet to finish its handshake.
    var isShakingHands: Bool { connection?.isReady == false }

    /// What it holds in memory.
    var heldBytes: Int { connection?.heldBytes ?? 0 }

    /// Others need its memory more.
    func giveMemoryUp() { connection?.cutOff(.enhanceYourCalm, .memory) }

    /// Others need its place more.
    func shed() { connection?.close(.handshakeShed) }

    func handlerStarted() {
        runningHandlers += 1
        handlers.running += 1
    }

    /// The handler of a call that came at `start` has returned, or will never run.
    func handlerEnded(since start: MonotonicTime) {
        admission.handlerEnded(since: start)
        runningHandlers -= 1
        handlers.running -= 1
    }

    func callResetBeforeStart() { connection?.tallies.resetBeforeStart += 1 }

    // MARK: ConnectionOwner

    func connection(_ connection: Connection, opened stream: HTTP2Stream, headers: HTTP2HeaderList) {
        let head = RequestHead(headers, &metadata, maxBytes: limits.maxHeaderListBytes)
        guard runningHandlers < handlerLimit else {
            // Streams that the client resets free their place at once, handlers only when they return (CVE-2023-39325).
            connection.tallies.refused += 1
            admission.tally?.count(.connectionHandlers)
            return connection.http2.reset(stream, .refusedStream)
        }
        guard handlers.running < handlers.limit else {
            admission.tally?.count(.serverHandlers)
            return connection.http2.reset(stream, .refusedStream)
        }
        if let refusal = head.httpRefusal {
            connection.http2.respond(stream, ResponseHeaders.refusal(refusal), endStream: true)
            logRefusal(head.path, status: "HTTP \(refusal.rawValue)", "the request is no gRPC call")
            return
        }
        guard let method = router.method(at: head.path) else {
            return refuse(stream, head.path, on: connection, unknown(head.path))
        }
        let waited = admission.noteCall()
        if let refusal = head.refusal ?? expired(head.timeout, after: waited.atLeast) {
            return refuse(stream, head.path, on: connection, refusal)
        }
        if let encoding = metadata.encodings.refused { return refuse(encoding, stream, head.path, on: connection) }
        let refusal = method._withUnsafeGuaranteedRef { admission.refusal(of: $0, from: rate, after: waited.atMost) }
        if let refusal { return turnAway(stream, head.path, on: connection, refusal) }
        let call = ServerCall(
            method: method, metadata: metadata.finish(), timeout: head.timeout,
            encodings: metadata.encodings.call, server: self)
        connection.attach(call, to: stream)
        call.begin()
    }

    /// Refuses a call whose requests may be compressed in a way that is not accepted.
    private func refuse(
        _ encoding: String, _ stream: HTTP2Stream, _ path: UnsafeRawBufferPointer, on connection: Connection
    ) {
        let accepting = compression.acceptEncoding
        let error = RPCError(
            .unimplemented,
            "grpc-encoding \(encoding) is not accepted; these are: \(accepting) (setting compression.accepted)")
        connection.http2.respond(stream, ResponseHeaders.refusal(error, accepting: accepting), endStream: true)
        logRefusal(path, status: "\(error.code)", error.message)
    }

    private func refuse(
        _ stream: HTTP2Stream, _ path: UnsafeRawBufferPointer, on connection: Connection, _ error: RPCError
    ) {
        connection.http2.respond(stream, ResponseHeaders.plainTrailers(error, only: true), endStream: true)
        logRefusal(path, status: "\(error.code)", error.message)
    }

    /// Refuses a call because there are too many: nothing is made for it, and only a few get a line.
    private func turnAway(
        _ stream: HTTP2Stream, _ path: UnsafeRawBufferPointer, on connection: Connection, _ refusal: Refusal
    ) {
        connection.http2.respond(stream, refusal.block, endStream: true)
        admission.tally?.count(refusal.reason)
        guard logsCalls else { return }
        let (isAdmitted, suppressed) = admission.throttle.admit(at: loop.now)
        guard isAdmitted else { return }
        let note = suppressed > 0 ? ", as were \(suppressed) before it" : ""
        logRefusal(path, status: "\(refusal.error.code)", refusal.error.message + note)
    }

    private func logRefusal(_ path: UnsafeRawBufferPointer, status: String, _ message: String) {
        guard logsCalls else { return }
        logger.info(
            "call refused",
            metadata: [
                "method": "\(LogText(String(decoding: path.prefix(512), as: UTF8.self)))", "status": "\(status)",
                "message": "\(LogText(message))", "peer": "\(peer)",
            ])
    }

    /// Whether the client has stopped waiting, as a call has waited here for so many nanoseconds.
    private func expired(_ timeout: Duration?, after waited: UInt64) -> RPCError? {
        guard let timeout, timeout <= .nanoseconds(Int64(clamping: waited)) else { return nil }
        return RPCError(.deadlineExceeded, "the deadline had passed when the call's turn came")
    }

    private func unknown(_ path: UnsafeRawBufferPointer) -> RPCError {
        let name = String(decoding: path.prefix(256), as: UTF8.self)
        let kind = router.hasService(of: name) ? "method" : "service"
        return RPCError(.unimplemented, "unknown \(kind) \(name)")
    }

    func connectionReady(_ connection: Connection) { peerCertificate = connection.tls?.peerCertificate }

    func connectionGoingAway(_ connection: Connection, code: HTTP2ErrorCode, debugData: String) {
        if code != .noError { logger.debug("peer says GOAWAY", metadata: ["peer": "\(peer)", "code": "\(code)"]) }
    }

    func connection(_ connection: Connection, wouldClose reason: ConnectionCloseReason) {
        logger.notice(
            "the connection would be closed (setting isDryRun)",
            metadata: ["peer": "\(peer)", "code": "\(reason.code)", "reason": "\(reason)"])
    }

    func connectionClosed(_ connection: Connection, reason: ConnectionCloseReason) {
        self.connection = nil
        closed(self, judged(reason, connection.http2))
    }

    /// A peer that broke rules on single streams, which HTTP/2 has reset, and then left in order is worth a line too.
    private func judged(_ reason: ConnectionCloseReason, _ http2: HTTP2Session) -> ConnectionCloseReason {
        let (broken, oversized) = (http2.counters.invalidFrames, http2.counters.headerListsRefused)
        guard !reason.isPeerFault, broken + oversized > 0 else { return reason }
        let violation = http2.lastViolation ?? "headers above the limit (setting maxHeaderListBytes)"
        return .protocolViolation("\(violation), \(broken + oversized) frames in all; then \(reason)")
    }
}
