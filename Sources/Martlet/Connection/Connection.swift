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
    private(set) weak var owner: (any ConnectionOwner)?

    private let transport: any ByteStream
    private var registration: Registration?
    private var handshakeTimer: TimerID?
    private var drainTimer: TimerID?
    private var tlsReady: Bool
    private(set) var isReady = false
    private(set) var isDraining = false
    private(set) var isClosed = false

    /// Calls whose streams are open; each knows its own index.
    private(set) var calls: [CallStream] = []
    /// The call whose `lent` bytes point into the receive buffer.
    private var borrower: CallStream?

    private var isReading = false
    private var flushScheduled = false
    /// The socket took less than it was given; nothing is framed until it is writable again.
    private var writeBlocked = false
    /// Reading stopped because too much control output waits for a peer that doesn't read.
    private var readPaused = false
    /// Cleartext that the socket has not taken. (With TLS the session keeps the remainder.)
    private var unsent = ByteQueue()

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

    private func detach(_ call: CallStream) {
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

    private static let drainPing: UInt64 = 0x6d61_7274_6c65_7421

    private func confirmDrain() {
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

// MARK: - Reading

extension Connection: ReadinessHandler {
    func ready(_ readiness: Readiness) {
        guard !isClosed else { return }
        if readiness.contains(.writable) { writeBlocked = false }
        let ending = readiness.contains(.hangup) || readiness.contains(.failed)
        if readiness.contains(.readable) || ending || readPaused { read(untilEnd: ending) }
        flush()
        if readPaused, !writeBlocked { read(untilEnd: ending); flush() }
    }

    /// Reads until the socket has nothing more. A read that came back short is the end of it (edge-triggered),
    /// unless the peer has closed its side: then the end itself must be read.
    private func read(untilEnd: Bool) {
        readPaused = false
        let region = loop.scratch.received
        while !isClosed {
            if shouldPauseReading {
                readPaused = true
                return
            }
            switch transport.read(into: region) {
            case .bytes(let count):
                received(UnsafeRawBufferPointer(rebasing: region[..<count]))
                flush()
                if count < region.count, !untilEnd { return }
            case .wouldBlock: return
            case .endOfStream: return close(.peerClosed)
            case .failed(let error): return close(.network(error))
            }
        }
    }

    /// A peer that makes us answer but does not read the answers is not read either.
    private var shouldPauseReading: Bool { writeBlocked && http2.outboundQueueSize > 200 }

    private func received(_ bytes: UnsafeRawBufferPointer) {
        isReading = true
        defer { isReading = false }
        guard let tls else { return feed(bytes) }
        tls.receive(bytes)
        if !tlsReady {
            advanceHandshake()
            guard tlsReady else { return }
        }
        let plaintext = loop.scratch.plaintext
        while !isClosed {
            switch tls.read(into: plaintext) {
            case .bytes(let count): feed(UnsafeRawBufferPointer(rebasing: plaintext[..<count]))
            case .needsInput: return
            case .closed: return close(.peerClosed)
            case .failed(let error): return close(.tls(error.reason))
            }
        }
    }

    private func advanceHandshake() {
        guard let tls, !isClosed else { return }
        switch tls.handshake() {
        case .needsInput: break
        case .complete: tlsReady = true
        case .failed(let error):
            sendCiphertext()  // the alert that tells the peer why
            close(.tls(error.reason))
        }
    }

    /// Feeds HTTP/2 in slices of a record's size and acts on what each one brought.
    private func feed(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty, !isClosed {
            let slice = UnsafeRawBufferPointer(rebasing: rest.prefix(16 * 1024))
            rest = rest.dropFirst(slice.count)
            do throws(HTTP2Error) {
                try http2.receive(slice)
                dispatchEvents()
                loop.runReadyJobs()
            } catch {
                dispatchEvents()
                writeOut()  // the GOAWAY that tells the peer why
                return close(.protocolViolation(error.reason))
            }
        }
    }

    /// Tells calls and owner what HTTP/2 recorded. The bytes of a DATA event are lent to the call for exactly one
    /// more event: a unary request that ends right there is decoded where it lies.
    private func dispatchEvents() {
        while let event = http2.nextEvent() {
            if let lender = borrower {
                borrower = nil
                if case .endStream(let stream) = event, stream.owner === lender {
                    lender.remoteEndReceived()
                    continue
                }
                lender.keepLent()
            }
            dispatch(event)
        }
        if let lender = borrower {
            borrower = nil
            lender.keepLent()
        }
    }

    private func dispatch(_ event: HTTP2Event) {
        switch event {
        case .headers(let stream, let headers, let kind, let endStream):
            if kind == .request {
                open(stream, headers, endStream: endStream)
            } else {
                call(of: stream)?.headersReceived(headers, kind: kind, endStream: endStream)
            }
        case .data(let stream, let bytes): received(bytes, on: stream)
        case .endStream(let stream): call(of: stream)?.remoteEndReceived()
        case .streamClosed(let stream, let code): streamClosed(stream, code)
        case .writable(let stream): call(of: stream)?.becameWritable()
        case .settings: becameReady()
        case .pingAcknowledged(let payload): if payload == Self.drainPing { confirmDrain() }
        case .ping, .settingsAcknowledged: break
        case .goAway(_, let code, let debugData):
            owner?.connectionGoingAway(self, code: code, debugData: debugData)
        }
    }

    private func open(_ stream: HTTP2Stream, _ headers: HTTP2HeaderList, endStream: Bool) {
        guard let call = owner?.connection(self, opened: stream, headers: headers) else { return }
        if endStream { call.remoteEndReceived() }
    }

    private func received(_ bytes: UnsafeRawBufferPointer, on stream: HTTP2Stream) {
        http2.consume(stream, connectionBytes: bytes.count, streamBytes: 0)
        guard let call = call(of: stream) else { return }
        if call.deframer.isEmpty {
            call.lent = bytes
            borrower = call
        } else {
            call.dataReceived(bytes)
        }
    }

    private func streamClosed(_ stream: HTTP2Stream, _ code: HTTP2ErrorCode) {
        guard let call = call(of: stream) else { return }
        detach(call)
        call.streamClosed(code, neverProcessed: stream.neverProcessed)
    }

    private func becameReady() {
        guard !isReady else { return }
        isReady = true
        if let timer = handshakeTimer { loop.cancel(timer) }
        handshakeTimer = nil
        owner?.connectionReady(self)
    }

    private func call(of stream: HTTP2Stream) -> CallStream? {
        stream.owner.map { unsafeDowncast($0, to: CallStream.self) }
    }
}

// MARK: - Writing

extension Connection: FlushTarget, TimerTarget {
    /// Frames, seals and writes what there is, until nothing is left or the socket is full.
    func flush() {
        flushScheduled = false
        writeOut()
        if !isClosed, tlsReady, !writeBlocked, http2.isFinished { close(.finished) }
    }

    private func writeOut() {
        guard !isClosed, sendPending(), tlsReady else { return }
        let staging = loop.scratch.staging
        while !isClosed {
            let count = http2.produce(into: staging)
            if count > 0, !send(UnsafeRawBufferPointer(rebasing: staging[..<count])) { break }
            dispatchEvents()
            if count == 0 { break }
        }
    }

    /// Writes what an earlier flush left. False when the socket is (still) full.
    private func sendPending() -> Bool {
        if writeBlocked { return false }
        return tls == nil ? sendUnsent() : sendCiphertext()
    }

    private func send(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let tls else {
            unsent.append(write(bytes))
            return unsent.isEmpty
        }
        if let error = tls.write(bytes) {
            close(.tls(error.reason))
            return false
        }
        return sendCiphertext()
    }

    @discardableResult
    private func sendCiphertext() -> Bool {
        guard let tls else { return true }
        let output = tls.output
        let rest = write(output)
        if !isClosed { tls.discardOutput(output.count - rest.count) }
        return rest.isEmpty && !isClosed
    }

    private func sendUnsent() -> Bool {
        let rest = write(unsent.bytes).count
        unsent.discard(unsent.count - rest)
        return unsent.isEmpty && !isClosed
    }

    /// Gives the socket what it takes, and returns the rest.
    private func write(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var rest = bytes
        while !rest.isEmpty {
            switch transport.write(rest) {
            case .bytes(let count): rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            case .wouldBlock, .endOfStream:
                writeBlocked = true
                return rest
            case .failed(let error):
                close(.network(error))
                return rest
            }
        }
        return rest
    }

    func timerFired(_ context: Int) {
        switch Alarm(rawValue: context) {
        case .handshake:
            handshakeTimer = nil
            close(.handshakeTimeout)
        case .drainConfirmed: confirmDrain()
        case nil: break
        }
        flushSoon()
    }
}
