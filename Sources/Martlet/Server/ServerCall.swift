import Logging
public import MartletEventLoop
import MartletHTTP2
public import MartletProtobuf

/// A call that this server serves, from its headers to its status.
///
///     headers ──▶ waiting for the request ──▶ handler runs ──▶ ended (status queued) ──▶ stream closed
///        └────────────── refused, RST_STREAM, deadline, lost connection ──────▲
///
/// Whatever ends it first wins: exactly one status leaves, and the handler's task is cancelled if it still runs.
@usableFromInline
final class ServerCall: CallStream, @unchecked Sendable {
    /// Kept by the server's router, so that no call counts it.
    private let unretainedMethod: Unmanaged<ServerMethod>
    let server: ServerConnection
    let metadata: RawMetadata
    let deadline: Deadline?
    let encodings: CallEncodings
    let responseMetadata = ResponseMetadata()
    private let startTime: MonotonicTime

    /// Set while the handler runs, in the worker's own task: that keeps it.
    @exclusivity(unchecked) private var worker: Unmanaged<Worker>?
    @exclusivity(unchecked) private var deadlineTimer: TimerID?
    @exclusivity(unchecked) private var headersSent = false
    @exclusivity(unchecked) private var isCut = false
    /// Where the running handler is noted, for the case that it crashes.
    @exclusivity(unchecked) private var flight: Int32?
    @exclusivity(unchecked) @usableFromInline private(set) var ended = false
    @exclusivity(unchecked) private var observers: [@Sendable (CallReport) -> Void] = []

    init(
        method: Unmanaged<ServerMethod>, metadata: consuming RawMetadata, timeout: Duration?,
        encodings: CallEncodings = CallEncodings(), server: ServerConnection
    ) {
        let loop = server.loop
        unretainedMethod = method
        self.server = server
        self.metadata = metadata
        self.encodings = encodings
        startTime = loop.now
        let limits = method._withUnsafeGuaranteedRef { $0.limits }
        deadline = limits.timeout(timeout).map { Deadline(loop.now.advanced(by: $0)) }
        super.init(
            loop: loop, maxReceiveMessageBytes: limits.maxReceiveMessageBytes ?? server.limits.maxReceiveMessageBytes,
            maxSendMessageBytes: limits.maxSendMessageBytes ?? server.limits.maxSendMessageBytes,
            account: server.account)
        deframer.encoding = encodings.request
    }

    /// Begins: sets the deadline's timer, and the handler of a method that reads its requests itself.
    func begin() {
        if let deadline { deadlineTimer = loop.schedule(at: deadline.time, self, context: 0) }
        if !takesOneRequest { run() }
    }

    var method: ServerMethod { unretainedMethod.takeUnretainedValue() }
    private var takesOneRequest: Bool { unretainedMethod._withUnsafeGuaranteedRef { $0.takesOneRequest } }

    // MARK: What the connection reports

    /// Trailers after a request: gRPC has none, but HTTP allows them, and they end the client's side.
    override func headersReceived(_ headers: HTTP2HeaderList, kind: HTTP2HeaderKind, endStream: Bool) {
        if endStream { remoteEndReceived() }
    }

    override func remoteEndReceived() {
        guard takesOneRequest, !ended else { return super.remoteEndReceived() }
        remoteEnded = true
        let bytes = lent.isEmpty ? deframer.bytes : lent
        switch lent.isEmpty ? deframer.front : deframer.frame(at: lent) {
        case .message(let message) where message.count + MessageDeframer.prefixBytes == bytes.count: run()
        case .large where bytes.isEmpty: run()
        case .compressed(behind: 0):
            keepRequest()
            run()
        case .message, .large, .compressed:
            finish(RPCError(.internalError, "more than one request message came for \(method.path)"))
        case .incomplete where bytes.isEmpty && deframer.isEmpty:
            finish(RPCError(.internalError, "no request message came for \(method.path)"))
        case .incomplete: finish(RPCError(.internalError, "the stream ended inside a message"))
        case .failed(let error): finish(error)
        }
    }

    override func receiveFailed(_ error: RPCError) { finish(error) }

    override func streamClosed(_ code: HTTP2ErrorCode, _ disregard: Disregard?) {
        guard !ended else { return }
        if worker == nil { server.callResetBeforeStart() }
        abandon(RPCError(.cancelled, "the client reset the stream (\(code))", origin: .remote))
    }

    override func connectionLost(_ reason: String) {
        guard !ended else { return }
        abandon(RPCError(.cancelled, "the connection was lost: \(reason)"))
    }

    override func endStalled(after time: Duration) {
        guard let connection, let stream else { return }
        connection.http2.reset(stream, .cancel)
        connection.flushSoon()
        guard !ended else { return }
        abandon(RPCError(.cancelled, "the client took nothing for \(time) (setting stalledStreamTimeout)"))
    }

    // MARK: The handler

    @usableFromInline
    static func of(_ work: any LoopWork) -> ServerCall { unsafeDowncast(work, to: ServerCall.self) }

    /// Has a task of the loop run the handler; this call can cancel it. A request that lies in the receive buffer stays
    /// there: the task begins before the buffer is used again, or the connection has the call keep it.
    private func run() {
        server.handlerStarted()
        loop.start(self)
    }

    /// The one request message, decoded where it lies.
    @inlinable
    func takeRequest<Request: Message>(_ type: Request.Type) throws(RPCError) -> Request {
        defer { dropRequest() }
        do throws(DecodeError) {
            switch requestMessage {
            case .message(let bytes):
                received(bytes.count)
                return try Request(decoding: bytes)
            case .large(let bytes):
                received(bytes.count)
                return try Request(decoding: bytes)
            case .end, .failed, .pending: break
            }
        } catch {
            throw RPCError(.internalError, "the request could not be decoded: \(error)")
        }
        throw requestLost
    }

    /// It was found to be one whole frame before the handler's turn came: in the receive buffer still, or kept.
    @usableFromInline
    var requestMessage: InboundBytes {
        if lent.isEmpty { return front() }
        return .message(UnsafeRawBufferPointer(rebasing: lent.dropFirst(MessageDeframer.prefixBytes)))
    }

    @usableFromInline
    func received(_ byteCount: Int) { traffic.received(byteCount) }

    /// Has the request read like any other message.
    @usableFromInline
    func keepRequest() {
        if !lent.isEmpty { keepLent() }
    }

    @usableFromInline
    var requestLost: RPCError { failure ?? Self.callEnded }

    @usableFromInline
    func dropRequest() {
        lent = UnsafeRawBufferPointer(start: nil, count: 0)
        if deframer.heldBytes > 0 { deframer.removeAll() }
    }

    /// Sends the only response of a method that answers with one message. On the loop.
    @inlinable
    func reply<Response: Message>(_ response: borrowing Response) throws(RPCError) {
        if !ended { try enqueue(response) }
    }

    private func status(of error: any Error) -> RPCError {
        switch error {
        case let error as RPCError: return error
        case is CancellationError: return RPCError(.cancelled, "the handler was cancelled")
        default:
            server.logger.error("handler failed", metadata: ["method": "\(method.path)", "error": "\(error)"])
            return RPCError(.unknown, "the handler of \(method.path) failed")
        }
    }

    // MARK: Answering

    /// Sends the response headers unless they have left; the first message brings them along.
    func sendHeaders() throws(RPCError) {
        guard let connection, let stream else { return }
        try sendInitial(on: connection, stream)
        connection.flushSoon()
    }

    override func willSend(on connection: Connection, _ stream: HTTP2Stream) throws(RPCError) {
        if sendsOneResponse, traffic.messagesSent > 0 {
            throw RPCError(.internalError, "\(method.path) answers with one message, and this is a second")
        }
        if !headersSent { try sendInitial(on: connection, stream) }
    }

    private var sendsOneResponse: Bool { unretainedMethod._withUnsafeGuaranteedRef { $0.sendsOneResponse } }

    /// An interceptor may have answered instead of the handler, or not have.
    @usableFromInline
    func checkAnswered() throws(RPCError) {
        guard sendsOneResponse, traffic.messagesSent == 0, !ended else { return }
        throw RPCError(
            .internalError, "\(method.path) was not answered: an interceptor has neither called `next` nor written")
    }

    private func sendInitial(on connection: Connection, _ stream: HTTP2Stream) throws(RPCError) {
        guard !headersSent, !ended else { return }
        if responseMetadata.isEmpty, encodings.request == .identity, !server.compressesUnasked {
            connection.http2.respond(stream, ResponseHeaders.plainInitial, endStream: false)
        } else {
            connection.http2.respond(stream, try initialHeaders(), endStream: false)
        }
        headersSent = true
    }

    /// Settles how the responses are compressed, and says it.
    @inline(never)
    private func initialHeaders() throws(RPCError) -> HTTP2HeaderBlock {
        let content = responseMetadata.content
        let encoding = encodings.algorithm(for: content?.compression ?? server.responseCompression)
        outboundCompression = OutboundCompression(encoding, server.compression)
        // A client that compresses learns what else it could compress with.
        let accepting = encodings.request == .identity ? nil : server.compression.acceptEncoding
        return try ResponseHeaders.initial(content?.headers ?? Metadata(), encoding: encoding, accepting: accepting)
    }

    /// Ends the call with a status; `nil` is OK. A failure before any message is one block of headers (Trailers-Only).
    func finish(_ error: RPCError?) {
        guard !ended else { return }
        if let fault = whileAttached({ sendStatus(error, on: $0, $1) }) ?? nil { end(fault) } else { end(error) }
    }

    /// Returns what the call ends with instead, if its status can't be sent: metadata that may not travel, which is the
    /// handler's fault and told in a status of our own.
    private func sendStatus(_ error: RPCError?, on connection: Connection, _ stream: HTTP2Stream) -> RPCError? {
        do throws(RPCError) {
            if error == nil { try sendInitial(on: connection, stream) }
            let content = responseMetadata.content
            if error == nil, content == nil {
                send(ResponseHeaders.okTrailers, on: connection, stream)
            } else {
                send(try ResponseHeaders.trailers(error, content, only: !headersSent), on: connection, stream)
            }
            return nil
        } catch {
            send(ResponseHeaders.plainTrailers(error, only: !headersSent), on: connection, stream)
            return error
        }
    }

    private func send(_ trailers: HTTP2HeaderBlock, on connection: Connection, _ stream: HTTP2Stream) {
        if headersSent {
            connection.http2.finish(stream, trailers: trailers)
        } else {
            connection.http2.respond(stream, trailers, endStream: true)
        }
        connection.flushSoon()
    }

    static var deadlinePassed: RPCError { RPCError(.deadlineExceeded, "the deadline passed") }

    /// Nobody waits for the answer any more.
    private func abandon(_ error: RPCError) { end(error) }

    private func end(_ error: RPCError?) {
        ended = true
        if let deadlineTimer { loop.cancel(deadlineTimer) }
        deadlineTimer = nil
        if let error { fail(error, dropBuffered: true) } else { endWithoutFailure() }
        worker?.takeUnretainedValue().cancel()
        if server.logsCalls { log(error) }
        if let tally = server.drainTally { tally.count(method.path, isCut: isCut) }
        if !observers.isEmpty { tellObservers() }
    }

    // MARK: Who wants to know the end

    func whenEnded(_ tell: @escaping @Sendable (CallReport) -> Void) {
        observers.append(tell)
        if ended { tellObservers() }
    }

    private func tellObservers() {
        let report = CallReport(
            method: method.path, peer: server.peer, error: cause, duration: startTime.duration(to: loop.readClock()),
            traffic: traffic)
        let waiting = observers
        observers = []
        for tell in waiting { tell(report) }
    }

    /// The server shuts down and the grace is over.
    func shutDown() {
        isCut = true
        finish(RPCError(.unavailable, "the server is shutting down"))
    }

    private func log(_ error: RPCError?) {
        let duration = startTime.duration(to: MonotonicTime.now())
        var fields: Logger.Metadata = [
            "method": "\(method.path)", "status": "\(CallReport.status(error))",
            "duration_us": "\(duration.wholeMicroseconds)", "peer": "\(server.peer)",
        ]
        if let error { fields["message"] = "\(LogText(error.message))" }
        server.logger.info("call", metadata: fields)
    }
}

extension ServerCall: LoopWork {
    @usableFromInline
    func takeBody(for worker: Worker) -> LoopBody? {
        if !ended, let deadline, deadline.time <= server.admission.roughNow() { finish(Self.deadlinePassed) }
        if ended {
            server.handlerEnded(since: startTime)
            return nil
        }
        if let flights = server.flights, !board(flights) { return nil }
        self.worker = Unmanaged.passUnretained(worker)
        let body = unretainedMethod._withUnsafeGuaranteedRef { $0.body }
        guard let deadline else { return body }
        return { work in
            try await CallScope.$deadline.withValue(deadline) { try await body(work) }
        }
    }

    /// Notes that the method runs; false when it must not, and then the call has ended.
    private func board(_ flights: FlightRecorder) -> Bool {
        let number = unretainedMethod._withUnsafeGuaranteedRef { $0.number }
        guard !flights.isFenced(number) else {
            server.handlerEnded(since: startTime)
            finish(RPCError(.internalError, "\(method.path) is not run any more: it has crashed too often"))
            return false
        }
        flight = flights.begin(number)
        return true
    }

    @usableFromInline
    func bodyEnded(_ error: (any Error)?) {
        worker = nil
        if let flight { server.flights?.end(flight) }
        server.handlerEnded(since: startTime)
        if !ended { finish(error.map(status(of:))) }
    }
}

extension ServerCall: TimerTarget {
    @usableFromInline
    func timerFired(_ context: Int) {
        deadlineTimer = nil
        let passed = Self.deadlinePassed
        if let connection, let stream, stream.bufferedByteCount > 0 {
            // A status would have to wait behind messages that the client does not read.
            connection.http2.reset(stream, .cancel)
            connection.flushSoon()
            abandon(passed)
        } else {
            finish(passed)
        }
    }
}

extension Duration {
    var wholeMicroseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}
