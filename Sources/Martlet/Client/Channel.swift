import Logging
import MartletEventLoop
import MartletHTTP2
import MartletTLS

/// The way to one target: resolves, connects, reconnects, and carries all calls on one connection.
///
///     idle ──call──▶ connecting ──SETTINGS──▶ ready ──lost──▶ idle
///                        ▲   └─every address failed─▶ waiting ──backoff──┐
///                        └────────────────────────────────────────────────┘
///
/// Calls wait while it connects; while it waits for the backoff they fail with the last reason, unless they asked to
/// wait (gRPC, "Wait for Ready" and connectivity semantics).
///
/// `@unchecked Sendable`: every stored `var` is touched on `loop`'s thread only.
final class Channel: @unchecked Sendable {
    private enum State {
        case idle
        case connecting
        case ready(Connection)
        case waiting(RPCError)
        case closed
    }

    let loop: EventLoop
    let target: Target
    let configuration: ClientConfiguration
    /// What the server may compress its messages with, and how it is told; nil: not at all.
    let accepted: CompressionAlgorithms
    let acceptEncoding: String?
    private let tls: TLSCredentials?
    private let tlsWatch: CredentialWatch?
    private let memory: HTTP2Memory
    private let resolve: Resolver.Function
    private let connectTo: Connector.Function

    private var state = State.idle
    /// While true, a failure to reach the server has not been healed by a success: calls fail at once.
    private var lastFailure: RPCError?
    private var queue: [ClientCall] = []
    private var addresses: [SocketAddress] = []
    /// The number of the attempt under way: what an earlier one still brings is stale.
    private var attempt = 0
    /// When the next attempt may begin, should this one fail.
    private var nextAttempt = MonotonicTime(nanoseconds: 0)
    private var attemptTimer: TimerID?
    private var backoffTimer: TimerID?
    private var connector: (any ConnectAttempt)?
    /// The connection whose handshake is under way.
    private var candidate: Connection?
    /// Connections that said GOAWAY and still carry calls.
    private var retiring: [Connection] = []
    private var backoff = Backoff()
    /// Those who wait for the connection alone; told why when there is none.
    private var watchers: [(RPCError?) -> Void] = []
    private var connectionsOpened = 0
    /// Whether a connection was ready since the last one that failed before it was.
    private var wasReady = false
    /// Connections, one after the other, that were ready and took no call.
    private var unusedConnections = 0
    /// Raised when a server finds that we ping too often.
    private var keepaliveFactor = 1
    /// What connections carried that are no more.
    private var formerBytes = WireBytes()
    private var random: any RandomNumberGenerator

    init(
        target: Target, configuration: ClientConfiguration, loop: EventLoop,
        resolve: @escaping Resolver.Function = Resolver.resolve,
        connect: @escaping Connector.Function = Connector.connect,
        random: any RandomNumberGenerator = SystemRandomNumberGenerator()
    ) throws {
        self.random = random
        connectTo = connect
        self.resolve = resolve
        self.target = target
        self.configuration = configuration
        accepted = CompressionAlgorithms(configuration.compression.accepted)
        acceptEncoding =
            configuration.compression.accepted.isEmpty ? nil : configuration.compression.acceptEncoding
        self.loop = loop
        memory = try HTTP2Memory()
        tls = try configuration.security.credentials()
        tlsWatch = tls.map { CredentialWatch($0, logger: configuration.logger) }
    }

    var isSecure: Bool { tls != nil }

    // MARK: Calls, on the loop

    /// Opens the call's stream, now or when there is a connection.
    func submit(_ call: ClientCall) {
        switch state {
        case .ready(let connection): open(call, on: connection)
        case .idle:
            queue.append(call)
            connect()
        case .connecting, .waiting:
            if let lastFailure, !call.options.waitForReady { call.refuse(lastFailure) } else { queue.append(call) }
        case .closed: call.refuse(Self.closed)
        }
    }

    /// How long a call that the server refused waits before it is sent again: 20 ms, half more or less.
    func patienceWithRefusals() -> Duration {
        .milliseconds(20) * Double.random(in: 0.5...1.5, using: &random)
    }

    /// Forgets a call that waits for a connection.
    func withdraw(_ call: ClientCall) { queue.removeAll { $0 === call } }

    private func open(_ call: ClientCall, on connection: Connection) {
        do throws(HTTP2Error) {
            try call.open(on: connection)
        } catch {
            switch error.kind {
            case .requestsNotAllowed, .streamIDsExhausted: moveOn(call, from: connection)
            case .headerBlockTooLarge: call.refuse(RPCError(.resourceExhausted, error.reason))
            default: call.refuse(RPCError(.unavailable, error.reason))
            }
        }
    }

    /// No stream can be opened here any more (ids used up, GOAWAY): another connection takes over. When it took no call
    /// at all we have met a server on its way out, whose successor answers now; but one that does so again and again
    /// is not asked before the backoff allows it.
    private func moveOn(_ call: ClientCall, from connection: Connection) {
        let wasUsed = connection.http2.nextStreamID > 1
        retire(connection)
        unusedConnections = wasUsed ? 0 : unusedConnections + 1
        if unusedConnections <= Self.mostUnusedConnections { return submit(call) }
        queue.append(call)
        if case .idle = state { attemptFailed(RPCError(.unavailable, "\(target.authority) is going away")) }
    }

    /// A server of several processes may end them one after the other.
    private static let mostUnusedConnections = 5

    // MARK: Connecting

    /// Connects unless it is under way, and tells once whether there is a connection.
    func whenConnected(_ tell: @escaping (RPCError?) -> Void) {
        switch state {
        case .ready: tell(nil)
        case .waiting(let error): tell(error)
        case .closed: tell(Self.closed)
        case .connecting: watchers.append(tell)
        case .idle:
            watchers.append(tell)
            connect()
        }
    }

    private func tellWatchers(_ error: RPCError?) {
        let waiting = watchers
        watchers = []
        for tell in waiting { tell(error) }
    }

    private func connect() {
        state = .connecting
        attempt += 1
        let wait = backoff.next(using: &random)
        nextAttempt = loop.now.advanced(by: wait)
        let limit = max(wait, Backoff.minimumConnectTimeout)
        attemptTimer = loop.schedule(at: loop.now.advanced(by: limit), self, context: 0)
        resolve(target, loop) { [weak self, attempt] result in
            guard let self, self.attempt == attempt, case .connecting = state else { return }
            switch result {
            case .success(let found):
                addresses = found
                connectNext(RPCError(.unavailable, "\(target.authority) has no address"))
            case .failure(let error): attemptFailed(error)
            }
        }
    }

    /// Tries the next address, or gives the attempt up with the last one's reason.
    private func connectNext(_ reason: RPCError) {
        guard !addresses.isEmpty else { return attemptFailed(reason) }
        let address = addresses.removeFirst()
        configuration.logger.debug("connecting", metadata: ["address": "\(address)"])
        do throws(SystemError) {
            connector = try connectTo(loop, address) { [weak self] result in
                guard let self else { return }
                connector = nil
                switch result {
                case .success(let transport): handshake(over: transport, to: address)
                case .failure(let error): connectNext(unreachable(address, "\(error)"))
                }
            }
        } catch {
            connectNext(unreachable(address, "\(error)"))
        }
    }

    private func handshake(over transport: any ByteStream, to address: SocketAddress) {
        do {
            let connection = Connection(
                loop: loop, transport: transport, peerAddress: address,
                tls: try tls.map { try TLSSession(client: $0.context, serverName: serverName) },
                http2: try HTTP2Session(role: .client, configuration: http2Configuration, memory: memory), owner: self)
            candidate = connection
            connection.start(connectionTerms)
        } catch {
            transport.close()
            connectNext(unreachable(address, "\(error)"))
        }
    }

    var connectionTerms: ConnectionTerms {
        var terms = ConnectionTerms(handshakeTimeout: Backoff.minimumConnectTimeout, abuse: configuration.abuse)
        terms.windows = WindowTerms(
            stream: configuration.streamWindowBytes, connection: configuration.connectionWindowBytes,
            growth: configuration.windowGrowth)
        guard var keepalive = configuration.keepalive else { return terms }
        keepalive.time = max(keepalive.time.bounded, Self.shortestKeepalive) * keepaliveFactor
        terms.life.keepalive = keepalive
        terms.userTimeout = keepalive.timeout
        return terms
    }

    /// gRFC A8: a client must not ask more often.
    private static let shortestKeepalive = Duration.seconds(10)

    private var serverName: String { configuration.security.serverName ?? target.host }

    private var http2Configuration: HTTP2Configuration {
        var http2 = HTTP2Configuration()
        http2.initialWindowSize = UInt32(clamping: configuration.streamWindowBytes)
        http2.connectionWindowSize = UInt32(clamping: configuration.connectionWindowBytes)
        http2.maxHeaderListSize = configuration.maxHeaderListBytes
        return http2
    }

    private func unreachable(_ address: SocketAddress, _ reason: String) -> RPCError {
        RPCError(.unavailable, "\(target.authority) (\(address)) can't be reached: \(reason)")
    }

    /// Every address failed: calls learn why, and the next attempt waits for the backoff.
    private func attemptFailed(_ error: RPCError) {
        endAttempt()
        configuration.logger.debug("connecting failed", metadata: ["reason": "\(error)"])
        lastFailure = error
        state = .waiting(error)
        backoffTimer = loop.schedule(at: nextAttempt, self, context: 1)
        let impatient = queue.filter { !$0.options.waitForReady }
        queue.removeAll { !$0.options.waitForReady }
        for call in impatient { call.refuse(error) }
        tellWatchers(error)
    }

    private func endAttempt() {
        if let attemptTimer { loop.cancel(attemptTimer) }
        attemptTimer = nil
        addresses = []
        connector?.cancel()
        connector = nil
        let candidate = candidate
        self.candidate = nil
        candidate?.close(.local("the attempt to connect was given up"))
    }

    // MARK: Ending

    /// Open calls finish, new ones are refused. On the loop.
    func close() {
        if case .closed = state { return }
        let last = state
        state = .closed
        endAttempt()
        if let backoffTimer { loop.cancel(backoffTimer) }
        if case .ready(let connection) = last { connection.drain() }
        for call in queue { call.refuse(Self.closed) }
        queue = []
        tellWatchers(Self.closed)
    }

    private static let closed = RPCError(.unavailable, "the client is closed")

    /// What was carried so far. On the loop.
    var statistics: ClientStatistics {
        var current = retiring + [candidate].compactMap(\.self)
        if case .ready(let connection) = state { current.append(connection) }
        let bytes = current.reduce(formerBytes) { $0 + $1.wireBytes }
        return ClientStatistics(
            bytesSent: bytes.sent, bytesReceived: bytes.received, connectionsOpened: connectionsOpened)
    }

    private func retire(_ connection: Connection) {
        if case .ready(let current) = state, current === connection { state = .idle }
        if !connection.isClosed, !retiring.contains(where: { $0 === connection }) { retiring.append(connection) }
        connection.drain()
    }
}

extension Channel: TimerTarget {
    func timerFired(_ context: Int) {
        if context == 0 {
            attemptTimer = nil
            attemptFailed(RPCError(.unavailable, "\(target.authority) can't be reached: no answer in time"))
        } else if case .waiting = state {
            backoffTimer = nil
            connect()
        }
    }
}

extension Channel: ConnectionOwner {
    func connectionReady(_ connection: Connection) {
        guard connection === candidate else { return }
        candidate = nil
        endAttempt()
        connectionsOpened += 1
        wasReady = true
        backoff.reset()
        lastFailure = nil
        state = .ready(connection)
        let waiting = queue
        queue = []
        for call in waiting { submit(call) }
        tellWatchers(nil)
    }

    func connection(_ connection: Connection, opened stream: HTTP2Stream, headers: HTTP2HeaderList) {
        connection.http2.reset(stream, .refusedStream)  // push is disabled: no server may open a stream
    }

    func connectionGoingAway(_ connection: Connection, code: HTTP2ErrorCode, debugData: String) {
        configuration.logger.debug("server says GOAWAY", metadata: ["code": "\(code)", "debug": "\(debugData)"])
        if code == .enhanceYourCalm, debugData == "too_many_pings" { pingLessOften() }
        retire(connection)
    }

    private func pingLessOften() {
        keepaliveFactor = min(keepaliveFactor * 2, 1024)
        configuration.logger.warning("the server finds that we ping too often (setting keepalive): half as often now")
    }

    func connection(_ connection: Connection, wouldClose reason: ConnectionCloseReason) {}

    func connectionClosed(_ connection: Connection, reason: ConnectionCloseReason) {
        configuration.logger.debug("connection closed", metadata: ["reason": "\(reason)"])
        retiring.removeAll { $0 === connection }
        formerBytes = formerBytes + connection.wireBytes
        if connection === candidate {
            candidate = nil
            candidateClosed(connection, reason)
        } else if case .ready(let current) = state, current === connection {
            state = .idle
        }
    }

    /// A server that was there, is being replaced and closed its listener just now leaves some in the queue that its
    /// successor would have taken: that is worth one more attempt at once.
    private func candidateClosed(_ connection: Connection, _ reason: ConnectionCloseReason) {
        if wasReady, addresses.isEmpty {
            wasReady = false
            endAttempt()
            return connect()
        }
        let address = connection.peerAddress.map { "\($0)" } ?? "unknown"
        connectNext(RPCError(.unavailable, "\(target.authority) (\(address)) can't be reached: \(reason)"))
    }
}
