import Logging
import MartletEventLoop
import MartletHTTP2
import MartletTLS
import Synchronization

/// The connections that live on one event loop.
///
/// `@unchecked Sendable`: `connections` is touched on `loop`'s thread only; the count is atomic.
final class ServerLoop: @unchecked Sendable {
    let loop: EventLoop
    /// Readable from any thread: new connections go where there are fewest.
    let connectionCount = Atomic<Int>(0)

    private let configuration: ServerConfiguration
    private let router: Router
    private let flights: FlightRecorder?
    private let memory: HTTP2Memory
    private let admission: LoopAdmission
    /// What its connections hold.
    let account: MemoryAccount
    private let peerRates: PeerRates?
    private let tlsBuffers = TLSBuffers()
    private var connections: [ObjectIdentifier: (number: Int, server: ServerConnection)] = [:]
    private var connectionsMade = 0
    private let handlers: HandlerCount
    private let metrics: ConnectionMetrics
    private let quota: ConnectionQuota?
    /// Connections in the order in which they came; those whose handshakes are over are taken out now and then.
    private var handshakes: [(begin: MonotonicTime, tick: Int, server: ServerConnection)] = []
    private let handshakeLimit: Int
    /// How many there may be until they are looked through.
    private var handshakesUnseen: Int
    private var throttle = LogThrottle()
    private var drainTally: DrainTally?
    private let emptied: @Sendable () -> Void

    init(
        loop: EventLoop, configuration: ServerConfiguration, router: Router, metrics: ConnectionMetrics,
        quota: ConnectionQuota? = nil, flights: FlightRecorder? = nil, peerRates: PeerRates? = nil,
        budget: MemoryBudget? = nil, refused: RefusedCalls? = nil,
        emptied: @escaping @Sendable () -> Void
    ) throws {
        memory = try HTTP2Memory()
        self.loop = loop
        self.configuration = configuration
        self.router = router
        self.flights = flights
        self.metrics = metrics
        self.peerRates = peerRates
        self.quota = quota
        self.emptied = emptied
        let loops = max(1, configuration.loops)
        let (share, rest) = configuration.limits.maxRunningHandlers.quotientAndRemainder(dividingBy: loops)
        handlers = HandlerCount(limit: rest > 0 ? share + 1 : share)
        handshakeLimit = max(1, configuration.limits.maxConcurrentHandshakes / loops)
        handshakesUnseen = handshakeLimit
        account = MemoryAccount(
            budget ?? MemoryBudget(bytes: configuration.limits.memoryBudget), loop: loop, http2: memory, loops: loops)
        admission = LoopAdmission(
            configuration.admission, loop: loop, handlers: handlers, memory: account.budget, tally: refused)
        account.closeLargest = { [weak self] in self?.closeLargest() }
        account.messageRefused = { refused?.count(.memory) }
    }

    /// Takes an accepted socket over. On the loop.
    func adopt(_ socket: Socket, from listener: ServerListener) {
        adopt(socket, from: socket.peerAddress, credentials: socket.peerCredentials, tls: listener.tls?.context)
    }

    func adopt(
        _ transport: any ByteStream, from address: SocketAddress?, credentials: PeerCredentials?, tls: TLSContext?
    ) {
        let peer = address.map { "\($0)" } ?? "unknown"
        do {
            let server = ServerConnection(
                loop: loop, router: router, configuration: configuration, peer: peer,
                credentials: credentials, flights: flights, handlers: handlers, admission: admission,
                rate: address.flatMap(rate), memory: account
            ) { [weak self] in self?.closed($0, $1) }
            let session = try tls.map { try TLSSession(server: $0, buffers: tlsBuffers) }
            let http2 = try HTTP2Session(
                role: .server, configuration: configuration.limits.http2Configuration, memory: memory)
            let connection = Connection(
                loop: loop, transport: transport, peerAddress: address, tls: session, http2: http2, owner: server)
            server.address = address
            connectionsMade += 1
            connections[ObjectIdentifier(server)] = (connectionsMade, server)
            makeRoomForHandshake(of: server)
            server.start(connection)
            if let drainTally { server.drain(drainTally) }  // it was accepted just before the listener closed
        } catch {
            configuration.logger.error("connection refused", metadata: ["peer": "\(peer)", "error": "\(error)"])
            transport.close()
            release(address)
        }
    }

    /// How often an address may call. Unix sockets have none.
    private func rate(of address: SocketAddress) -> RateGate? {
        address.port == nil ? nil : peerRates?.gate(of: address.host, at: loop.now)
    }

    /// Ends the oldest handshakes when there are too many: whoever only holds connections open loses them first. But a
    /// crowd that comes at once does not push out those who had no time yet to say anything, or were not listened to
    /// because the loop had so much to do.
    private func makeRoomForHandshake(of server: ServerConnection) {
        handshakes.append((loop.now, loop.tickCount, server))
        guard handshakes.count > handshakesUnseen else { return }
        handshakes.removeAll { !$0.server.isShakingHands && $0.server !== server }
        let surplus = handshakes.prefix(max(0, handshakes.count - handshakeLimit))
        let (now, tick) = (loop.now, loop.tickCount)
        let shed = surplus.prefix {
            $0.begin.duration(to: now) >= Self.handshakePatience && tick - $0.tick >= Self.handshakeTicks
        }
        handshakes.removeFirst(shed.count)
        for (_, _, server) in shed { server.shed() }
        handshakesUnseen = max(handshakes.count, handshakeLimit) + handshakeLimit / 4
    }

    /// Three round trips between continents, and a client that is busy itself.
    private static let handshakePatience = Duration.milliseconds(500)
    /// TCP's last packet, ClientHello, Finished and SETTINGS, each in a tick of its own, and as many to spare.
    private static let handshakeTicks = 8

    /// Ends the connection that holds most memory.
    private func closeLargest() {
        let held = oldestFirst.map { (bytes: $0.heldBytes, server: $0) }
        guard let most = held.max(by: { $0.bytes < $1.bytes }), most.bytes > 0 else { return }
        most.server.giveMemoryUp()
    }

    /// A connection was let in and is on its way here. Any thread.
    func expectConnection() {
        connectionCount.add(1, ordering: .relaxed)
        metrics.opened()
    }

    private func release(_ address: SocketAddress?) {
        connectionCount.subtract(1, ordering: .relaxed)
        metrics.ended()
        if let address { quota?.release(address) }
    }

    private func closed(_ server: ServerConnection, _ reason: ConnectionCloseReason) {
        log(reason, of: server)
        metrics.count(reason)
        guard connections.removeValue(forKey: ObjectIdentifier(server)) != nil else { return }
        release(server.address)
        emptied()
    }

    private func log(_ reason: ConnectionCloseReason, of server: ServerConnection) {
        guard reason.isPeerFault else {
            return configuration.logger.debug("connection closed", metadata: reason.fields(of: server.peer))
        }
        let (isAdmitted, suppressed) = throttle.admit(at: loop.now)
        if isAdmitted { configuration.logger.badConnection(server.peer, reason, suppressed: suppressed) }
    }

    /// Begins the graceful end of every connection, at moments spread over `spread`, so that their clients don't all
    /// connect elsewhere at once. On the loop.
    func drain(over spread: Duration, random: any RandomNumberGenerator = SystemRandomNumberGenerator()) {
        var random = random
        let tally = DrainTally()
        drainTally = tally
        for server in oldestFirst {
            guard spread > .zero else { server.drain(tally); continue }
            let delay = spread * Double.random(in: 0..<1, using: &random)
            _ = loop.schedule(at: loop.now.advanced(by: delay), DelayedDrain(server, tally), context: 0)
        }
    }

    /// Handlers that run at the moment. On the loop.
    var runningHandlers: Int { handlers.running }

    /// How calls ended since the drain began. On the loop.
    var drained: [String: DrainReport.Calls] { drainTally?.methods ?? [:] }

    /// Ends every connection now. On the loop.
    func cut() { for server in oldestFirst { server.cut() } }

    /// In an order of their own, not the dictionary's, so that a run can be repeated.
    private var oldestFirst: [ServerConnection] { connections.values.sorted { $0.number < $1.number }.map(\.server) }
}

/// A connection whose turn to drain comes later.
///
/// `@unchecked Sendable`: made and fired on the connection's loop.
private final class DelayedDrain: TimerTarget, @unchecked Sendable {
    private let server: ServerConnection
    private let tally: DrainTally

    init(_ server: ServerConnection, _ tally: DrainTally) {
        self.server = server
        self.tally = tally
    }

    func timerFired(_ context: Int) { server.drain(tally) }
}
