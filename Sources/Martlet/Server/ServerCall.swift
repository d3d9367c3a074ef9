import Logging
import MartletEventLoop
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
    let method: ServerMethod
    let server: ServerConnection
    let metadata: RawMetadata
    let deadline: Deadline?
    let responseMetadata = ResponseMetadata()
    private let startTime: MonotonicTime

    @exclusivity(unchecked) private var handler: @Sendable () async throws -> Void = ServerCall.nothing
    @exclusivity(unchecked) private var worker: Worker?
    @exclusivity(unchecked) private var deadlineTimer: TimerID?
    @exclusivity(unchecked) private var headersSent = false
    @exclusivity(unchecked) @usableFromInline private(set) var ended = false

    /// Not an optional: that would put a thunk between the loop and every handler.
    private static let nothing: @Sendable () async throws -> Void = {}

    init(method: ServerMethod, head: RequestHead, server: ServerConnection) {
        let loop = server.loop
        self.method = method
        self.server = server
        metadata = head.metadata
        startTime = loop.now
        deadline = head.timeout.map { Deadline(loop.now.advanced(by: $0)) }
        super.init(
            loop: loop, maxReceiveMessageBytes: server.limits.maxReceiveMessageBytes,
            maxSendMessageBytes: server.limits.maxSendMessageBytes)
    }

    /// Begins: sets the deadline's timer, and the handler of a method that reads its requests itself.
    func begin() {
        if let deadline { deadlineTimer = loop.schedule(at: deadline.time, self, context: 0) }
        if !method.takesOneRequest { method.start(self, UnsafeRawBufferPointer(start: nil, count: 0)) }
    }

    // MARK: What the connection reports

    /// Trailers after a request: gRPC has none, but HTTP allows them, and they end the client's side.
    override func headersReceived(_ headers: HTTP2HeaderList, kind: HTTP2HeaderKind, endStream: Bool) {
        if endStream { remoteEndReceived() }
    }

    override func remoteEndReceived() {
        guard method.takesOneRequest, !ended else { return super.remoteEndReceived() }
        remoteEnded = true
        if lent.isEmpty {
            startWithOneRequest(deframer.bytes)
            deframer.removeAll()
        } else {
            let bytes = lent
            lent = UnsafeRawBufferPointer(start: nil, count: 0)
            startWithOneRequest(bytes)
        }
    }

    private func startWithOneRequest(_ bytes: UnsafeRawBufferPointer) {
        switch deframer.frame(at: bytes) {
        case .message(let message) where message.count + MessageDeframer.prefixBytes == bytes.count:
            method.start(self, message)
        case .message: finish(RPCError(.internalError, "more than one request message came for \(method.path)"))
        case .incomplete where bytes.isEmpty:
            finish(RPCError(.internalError, "no request message came for \(method.path)"))
        case .incomplete: finish(RPCError(.internalError, "the stream ended inside a message"))
        case .failed(let error): finish(error)
        }
    }

    override func receiveFailed(_ error: RPCError) { finish(error) }

    override func streamClosed(_ code: HTTP2ErrorCode, neverProcessed: Bool) {
        guard !ended else { return }
        abandon(RPCError(.cancelled, "the client reset the stream (\(code))", origin: .remote))
    }

    override func connectionLost(_ reason: String) {
        guard !ended else { return }
        abandon(RPCError(.cancelled, "the connection was lost: \(reason)"))
    }

    // MARK: The handler

    /// Ends the call because its request is no message of the method.
    @usableFromInline
    func refuse(_ error: DecodeError) {
        finish(RPCError(.internalError, "the request could not be decoded: \(error)"))
    }

    /// Runs the handler on the loop, in a task that this call can cancel and that knows the deadline.
    @usableFromInline
    func run(_ body: @escaping @Sendable () async throws -> Void) {
        handler = body
        server.handlerStarted()
        loop.start(self)
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
        try willSend(on: connection, stream)
        connection.flushSoon()
    }

    override func willSend(on connection: Connection, _ stream: HTTP2Stream) throws(RPCError) {
        guard !headersSent, !ended else { return }
        let headers = try ResponseHeaders.initial(responseMetadata.content?.headers)
        connection.http2.respond(stream, headers, endStream: false)
        headersSent = true
    }

    /// Ends the call with a status; `nil` is OK. A failure before any message is one block of headers (Trailers-Only).
    func finish(_ error: RPCError?) {
        guard !ended else { return }
        if let connection, let stream {
            var status = error
            do throws(RPCError) {
                if error == nil { try willSend(on: connection, stream) }
                let trailers = try ResponseHeaders.trailers(error, responseMetadata.content, only: !headersSent)
                send(trailers, on: connection, stream)
            } catch {  // metadata that may not travel: the handler's fault, told in a status of our own
                status = error
                send(ResponseHeaders.plainTrailers(error, only: !headersSent), on: connection, stream)
            }
            end(status)
        } else {
            end(error)
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

    /// Nobody waits for the answer any more.
    private func abandon(_ error: RPCError) { end(error) }

    private func end(_ error: RPCError?) {
        ended = true
        if let deadlineTimer { loop.cancel(deadlineTimer) }
        deadlineTimer = nil
        fail(error ?? RPCError(.internalError, "the call has ended"), dropBuffered: true)
        worker?.cancel()
        if server.logsCalls { log(error) }
    }

    /// The server shuts down and the grace is over.
    func shutDown() {
        finish(RPCError(.unavailable, "the server is shutting down"))
    }

    private func log(_ error: RPCError?) {
        let duration = startTime.duration(to: MonotonicTime.now())
        var fields: Logger.Metadata = [
            "method": "\(method.path)", "status": "\(error.map { "\($0.code)" } ?? "OK")",
            "duration_us": "\(duration.wholeMicroseconds)", "peer": "\(server.peer)",
        ]
        if let error { fields["message"] = "\(LogText(error.message))" }
        server.logger.info("call", metadata: fields)
    }
}

extension ServerCall: LoopWork {
    /// The handler goes with its run: it holds the call.
    @usableFromInline
    func takeBody(for worker: Worker) -> (@Sendable () async throws -> Void)? {
        let body = handler
        handler = Self.nothing
        if ended {
            server.handlerEnded()
            return nil
        }
        self.worker = worker
        guard let deadline else { return body }
        return { try await CallScope.$deadline.withValue(deadline) { try await body() } }
    }

    @usableFromInline
    func bodyEnded(_ error: (any Error)?) {
        worker = nil
        server.handlerEnded()
        if !ended { finish(error.map(status(of:))) }
    }
}

extension ServerCall: TimerTarget {
    @usableFromInline
    func timerFired(_ context: Int) {
        deadlineTimer = nil
        let passed = RPCError(.deadlineExceeded, "the deadline passed")
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
