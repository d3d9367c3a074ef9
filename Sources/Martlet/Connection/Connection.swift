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
        case handshake, drainConfirmed
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

    /// Calls whose streams are open; each knows its own index.
    @exclusivity(unchecked) private(set) var calls: [CallStream] = []
    /// The call whose `lent` bytes point into the receive buffer.
    @exclusivity(unchecked) var borrower: CallStream?

    @exclusivity(unchecked) var isReading = false
    @exclusivity(unchecked) var flushScheduled = false
    /// The socket took less than it was given; nothing is framed until it is writable again.
    @exclusivity(unchecked) var writeBlocked = false
    /// Reading stopped because too much control output waits for a peer that doesn't read.
    @exclusivity(unchecked) var readPaused = false
    /// Cleartext that the socket has not taken. (With TLS the session keeps the remainder.)
    var unsent = ByteQueue()

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

    /// Begins: registers the socket, starts the handshake, and gives the peer `handshakeTimeout` for it.
    func start(handshakeTimeout: Duration) {
        handshakeTimer = loop.schedule(
            at: loop.now.advanced(by: handshakeTimeout), self, context: Alarm.handshake.rawValue)
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

    // MARK: Calls

    /// Lists a call under its stream, so that it hears what happens to it.
    func attach(_ call: CallStream, to stream: HTTP2Stream) {
        call.connection = self
        call.stream = stream
        call.slot = calls.count
        stream.owner = call
        calls.append(call)
    }

    func detach(_ call: CallStream) {
        guard call.slot >= 0, call.slot < calls.count else { return }
        if borrower === call { borrower = nil }
        call.lent = UnsafeRawBufferPointer(start: nil, count: 0)
        let last = calls.removeLast()
        if last !== call {
            calls[call.slot] = last
            last.slot = call.slot
        }
        call.slot = -1
        call.stream?.owner = nil
        call.stream = nil
        call.connection = nil
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
    /// answered a PING or a second has passed, the last stream that will be served.
    func drain() {
        guard !isDraining, !isClosed else { return }
        isDraining = true
        guard isReady else { return close(.local("shut down during the handshake")) }
        http2.shutdownNotice()
        http2.ping(Self.drainPing)
        drainTimer = loop.schedule(
            at: loop.now.advanced(by: .seconds(1)), self, context: Alarm.drainConfirmed.rawValue)
        flushSoon()
    }

    static let drainPing: UInt64 = 0x6d61_7274_6c65_7421

    func confirmDrain() {
        guard let timer = drainTimer else { return }
        drainTimer = nil
        loop.cancel(timer)
        http2.goAway(.noError, debugData: "")
        flushSoon()
    }

    /// Ends the connection for good. Every open call hears of it first.
    func close(_ reason: ConnectionCloseReason) {
        guard !isClosed else { return }
        isClosed = true
        for timer in [handshakeTimer, drainTimer].compactMap({ $0 }) { loop.cancel(timer) }
        let orphans = calls
        for call in orphans {
            detach(call)
            call.connectionLost(reason.description)
        }
        if let tls, reason != .peerClosed {
            tls.closeNotify()
            _ = transport.write(tls.output)
        }
        if let registration { loop.deregister(registration) }
        registration = nil
        transport.close()
        owner?.connectionClosed(self, reason: reason)
        owner = nil
    }
}
