import MartletEventLoop
import MartletHTTP2
import MartletTLS

/// Socket, TLS and HTTP/2 joined: the only place where the three meet, for both roles.
///
/// One pass: `ready` → read ciphertext → open it → feed HTTP/2 → tell the calls what happened → run the
/// handlers that became ready → `flush`: frames → seal → write.
///
/// `@unchecked Sendable`: everything here is touched on `loop`'s thread only; other threads reach it through
/// `loop.execute`.
final class Connection: @unchecked Sendable {
    /// What the timers of a connection mean.
    enum Alarm: Int {
        case handshake, drainConfirmed, farewell, life
    }

    let loop: EventLoop
    let peerAddress: SocketAddress?
    let http2: HTTP2Session
    let tls: TLSSession?
    /// Let go of when the connection closes: the two hold each other until then.
    @exclusivity(unchecked) private(set) var owner: (any ConnectionOwner)?

    let transport: any ByteStream
    private var registration: Registration?
    var handshakeTimer: TimerID?
    private var drainTimer: TimerID?
    @exclusivity(unchecked) var tlsReady: Bool
    var isReady = false
    private(set) var isDraining = false
    @exclusivity(unchecked) private(set) var isClosed = false

    /// Calls whose streams are open; each knows its own index, and its stream holds it. Neither the list nor a call's
    /// way back costs a reference count (ten of them a call): `inUse` keeps the connection instead.
    @exclusivity(unchecked) private var attached: [Unmanaged<CallStream>] = []
    /// The connection itself while calls are attached.
    @exclusivity(unchecked) private var inUse: Connection?
    /// The call whose `lent` bytes point into the receive buffer. It is attached.
    @exclusivity(unchecked) var borrower: Unmanaged<CallStream>?

    @exclusivity(unchecked) var wireBytes = WireBytes()
    @exclusivity(unchecked) var isReading = false
    @exclusivity(unchecked) var flushScheduled = false
    /// The socket took less than it was given; nothing is framed until it is writable again.
    @exclusivity(unchecked) var writeBlocked = false
    /// Reading stopped because too much control output waits for a peer that doesn't read.
    @exclusivity(unchecked) var readPaused = false
    /// What it has become while it waits for its turn; empty when it waits for none.
    @exclusivity(unchecked) var awaited: Readiness = []
    /// What protects us from the peer, and its state.
    @exclusivity(unchecked) private(set) var terms = ConnectionTerms()
    @exclusivity(unchecked) var bandwidth: BandwidthEstimate?
    /// How many bytes must have come before the bandwidth is measured again; `max` while it is.
    @exclusivity(unchecked) var measureAt = Int.max
    @exclusivity(unchecked) var ledger: AbuseLedger?
    @exclusivity(unchecked) var tallies = AbuseLedger.CallTallies()
    var strikes: PingStrikes?
    /// Why the peer has been sent away; what it says now is not heard.
    @exclusivity(unchecked) var dismissal: ConnectionCloseReason?
    var farewellTimer: TimerID?
    /// What time does to it, once the handshake is over; the one timer for that, and when it is due.
    var life: ConnectionLife?
    @exclusivity(unchecked) var notes = ConnectionLife.Notes()
    var lifeTimer: TimerID?
    @exclusivity(unchecked) var lookAt = MonotonicTime.distantFuture
    @exclusivity(unchecked) var callInterval = UInt64.max
    /// Why it ends when its calls have.
    var retirement: ConnectionCloseReason?
    var hasEndedOutput = false
    var bytesThrownAway = 0
    /// Where the memory is accounted for that the connection holds. Its owner keeps it.
    @exclusivity(unchecked) var account: Unmanaged<MemoryAccount>?
    /// What is accounted for of output that the socket has not taken.
    @exclusivity(unchecked) var outputHeld = 0
    /// Cleartext that the socket has not taken. (With TLS the session keeps the remainder.)
    @exclusivity(unchecked) var unsent = ByteQueue()

    init(
        loop: EventLoop, transport: any ByteStream, peerAddress: SocketAddress?, tls: TLSSession?,
        http2: HTTP2Session, owner: any ConnectionOwner
    ) {
        self.loop = loop
        self.transport = transport
        self.peerAddress = peerAddress
        self.tls = tls
        self.http2 = http2
        self.owner = owner
        tlsReady = tls == nil
    }

    /// Begins: registers the socket, starts the handshake, and holds the peer to `terms`.
    func start(_ terms: ConnectionTerms) {
        self.terms = terms
        ledger = terms.abuse.map { AbuseLedger($0, at: loop.now, chargesResets: http2.isServer) }
        strikes = terms.pings.map { PingStrikes($0) }
        beginMeasuring(terms.windows)
        expectHandshake(within: tls == nil ? terms.settingsTimeout ?? terms.handshakeTimeout : terms.handshakeTimeout)
        if let timeout = terms.userTimeout { (transport as? Socket)?.setUserTimeout(timeout) }
        if let descriptor = transport.descriptor {
            do throws(SystemError) {
                registration = try loop.register(descriptor, self)
            } catch {
                return close(.network(error))
            }
        }
        if tls != nil { advanceHandshake() }
        flush()
    }

    func expectHandshake(within time: Duration) {
        if let handshakeTimer { loop.cancel(handshakeTimer) }
        handshakeTimer = loop.schedule(at: loop.now.advanced(by: time), self, context: Alarm.handshake.rawValue)
    }

    // MARK: Calls

    /// The calls whose streams are open.
    var calls: [CallStream] { attached.map { $0.takeUnretainedValue() } }

    var hasCalls: Bool { !attached.isEmpty }

    /// Lists a call under its stream, so that it hears what happens to it.
    func attach(_ call: CallStream, to stream: HTTP2Stream) {
        if attached.isEmpty { inUse = self }
        call.attachment = CallStream.Attachment(
            connection: Unmanaged.passUnretained(self), stream: Unmanaged.passUnretained(stream), slot: attached.count)
        stream.owner = call
        attached.append(Unmanaged.passUnretained(call))
        if attached.count == 1 { callsBegan() }
    }

    /// The caller holds the connection and the call.
    func detach(_ call: CallStream) {
        guard let attachment = call.attachment, attachment.slot < attached.count else { return }
        let place = attached[attachment.slot].toOpaque()
        if borrower?.toOpaque() == place { borrower = nil }
        call.lent = UnsafeRawBufferPointer(start: nil, count: 0)
        call.attachment = nil
        let last = attached.removeLast()
        if last.toOpaque() != place {
            attached[attachment.slot] = last
            last._withUnsafeGuaranteedRef { $0.attachment?.slot = attachment.slot }
        }
        attachment.stream._withUnsafeGuaranteedRef { $0.owner = nil }
        if attached.isEmpty {
            inUse = nil
            callsEnded()
        }
    }

    func becameReady() {
        guard !isReady else { return }
        isReady = true
        if let timer = handshakeTimer { loop.cancel(timer) }
        handshakeTimer = nil
        beginLife()
        owner?.connectionReady(self)
        if isDraining { giveNotice() }
    }

    /// Appends bytes to a stream's output; they leave at the end of the tick.
    func write(_ stream: HTTP2Stream, count: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Void) {
        http2.write(stream, count: count, fill)
        flushSoon()
    }

    func giveCredit(_ stream: HTTP2Stream, _ count: Int) {
        http2.consume(stream, connectionBytes: 0, streamBytes: count)
        flushSoon()
    }

    /// Has `flush` run before the loop waits again.
    func flushSoon() {
        guard !isReading, !flushScheduled, !isClosed else { return }
        flushScheduled = true
        loop.scheduleFlush(self)
    }

    // MARK: Ending

    /// Says GOAWAY in two steps (RFC 9113 section 6.8): a notice that refuses nothing yet, then, once the peer has
    /// answered a PING or a second has passed, the last stream that will be served. A peer whose handshake is under way
    /// has a moment to finish it, because it would take the end for a failure.
    func drain() {
        guard !isDraining, !isClosed else { return }
        isDraining = true
        if isReady { return giveNotice() }
        drainTimer = loop.schedule(
            at: loop.now.advanced(by: Self.handshakePatience), self, context: Alarm.drainConfirmed.rawValue)
    }

    /// How long a handshake may still take when the connection is to end.
    private static let handshakePatience = Duration.seconds(2)

    private func giveNotice() {
        if let drainTimer { loop.cancel(drainTimer) }
        http2.shutdownNotice()
        http2.ping(Self.drainPing)
        drainTimer = loop.schedule(
            at: loop.now.advanced(by: .seconds(1)), self, context: Alarm.drainConfirmed.rawValue)
        flushSoon()
    }

    static let drainPing: UInt64 = 0x6d61_7274_6c65_7421

    func confirmDrain() {
        guard isReady else { return close(.local("shut down during the handshake")) }
        guard let timer = drainTimer else { return }
        drainTimer = nil
        loop.cancel(timer)
        http2.goAway(.noError, debugData: retirement?.code ?? "")
        flushSoon()
    }

    /// Ends the connection for good. Every open call hears of it first.
    func close(_ reason: ConnectionCloseReason) {
        guard !isClosed else { return }
        isClosed = true
        for timer in [handshakeTimer, drainTimer, farewellTimer, lifeTimer].compactMap({ $0 }) { loop.cancel(timer) }
        for call in calls {
            detach(call)
            call.connectionLost(reason.description)
        }
        if let tls, reason != .peerClosed {
            tls.closeNotify()
            _ = transport.write(tls.output)
        }
        endAccounting()
        if let registration { loop.deregister(registration) }
        registration = nil
        transport.close()
        owner?.connectionClosed(self, reason: reason)
        owner = nil
    }
}
