import MartletCompression
import MartletEventLoop
import MartletHTTP2
import MartletProtobuf

/// A call that this client makes, from its options to its status.
///
///     waiting for a connection ──▶ open ──▶ response headers ──▶ trailers: ended
///        └──────── deadline, cancel, RST_STREAM, lost connection ─────▲
///
/// Whatever ends it first wins. A status made here (deadline, cancel) also resets the stream.
final class ClientCall: CallStream, @unchecked Sendable {
    let path: String
    let options: CallOptions
    private let inheritedDeadline = CallScope.deadline
    private(set) var deadline: Deadline?
    private let channel: Channel
    /// Runs when the stream opens: a call with one request sends it here.
    private let whenOpen: (@Sendable (ClientCall) throws(RPCError) -> Void)?

    private(set) var responseHeaders: RawMetadata?
    private(set) var trailers = RawMetadata()
    private(set) var ended = false
    private var opened = false
    private var wasTriedAgain = false
    private var httpStatus: Int?
    private var deadlineTimer: TimerID?
    private var retryTimer: TimerID?
    /// Those who wait for the stream to open, for headers, or for the end.
    private var watchers: [(milestone: Milestone, wake: () -> Void)] = []

    init(
        path: String, options: CallOptions, channel: Channel,
        whenOpen: (@Sendable (ClientCall) throws(RPCError) -> Void)? = nil
    ) {
        self.path = path
        self.options = options
        self.channel = channel
        self.whenOpen = whenOpen
        super.init(
            loop: channel.loop, maxReceiveMessageBytes: channel.configuration.maxReceiveMessageBytes,
            maxSendMessageBytes: channel.configuration.maxSendMessageBytes)
    }

    // MARK: The way out

    /// Hands the call to the channel. On the loop.
    func begin() {
        guard !ended else { return }  // cancelled before it began
        armDeadline()
        if !ended { channel.submit(self) }
    }

    /// The caller's timeout counts from here; what it inherits may end sooner.
    func armDeadline() {
        let own = options.timeout.map { Deadline(loop.now.advanced(by: $0)) }
        deadline = [own, inheritedDeadline].compactMap { $0 }.min()
        guard let deadline else { return }
        guard deadline.time > loop.now else { return end(Self.deadlinePassed) }
        deadlineTimer = loop.schedule(at: deadline.time, self, context: Alarm.deadline.rawValue)
    }

    /// Opens the stream on a connection that is ready.
    func open(on connection: Connection) throws(HTTP2Error) {
        let encoding = options.requestCompression ?? channel.configuration.requestCompression
        let block: HTTP2HeaderBlock
        do throws(RPCError) {
            block = try RequestHeaders.block(
                path: path, authority: channel.target.authority, secure: channel.isSecure,
                timeout: deadline.map { loop.now.duration(to: $0.time) }, metadata: options.metadata,
                encoding: encoding, accepting: channel.acceptEncoding)
        } catch {
            return end(error)
        }
        let stream = try connection.http2.request(block, endStream: false, owner: nil)
        connection.attach(self, to: stream)
        opened = true
        outboundCompression = OutboundCompression(encoding, channel.configuration.compression)
        connection.flushSoon()
        do throws(RPCError) { try whenOpen?(self) } catch { return cancel(error) }
        notifyWatchers()
    }

    /// Ends the client's side: no more messages. On the loop.
    func halfClose() {
        guard !ended, let connection, let stream, !stream.isLocalEnded else { return }
        connection.http2.finish(stream, trailers: nil)
        connection.flushSoon()
    }

    // MARK: What the connection reports

    override func headersReceived(_ headers: HTTP2HeaderList, kind: HTTP2HeaderKind, endStream: Bool) {
        guard !ended, kind != .informational else { return }
        let head = ResponseHead(headers)
        if kind == .response {
            httpStatus = head.httpStatus
            if !endStream { return receivedInitial(head) }
        }
        guard endStream else { return cancel(RPCError(.internalError, "headers came after the response began")) }
        receivedTrailers(head, isOnly: kind == .response)
    }

    private func receivedInitial(_ head: ResponseHead) {
        if head.grpcStatus == nil, head.httpStatus != 200 || !head.isGRPC {
            return cancel(refusal(head))
        }
        if !head.encoding.isEmpty {
            let encoding = CompressionAlgorithm(name: head.encoding)
            guard let encoding, channel.accepted.contains(encoding) else { return cancel(notOffered(head.encoding)) }
            deframer.encoding = encoding
        }
        responseHeaders = head.metadata
        notifyWatchers()
    }

    private func notOffered(_ encoding: UnsafeRawBufferPointer) -> RPCError {
        let name = String(decoding: encoding.prefix(32), as: UTF8.self)
        let offered = channel.acceptEncoding ?? "identity"
        return RPCError(
            .internalError,
            "the server chose the grpc-encoding \(name); offered were: \(offered) (setting compression.accepted)")
    }

    private func receivedTrailers(_ head: ResponseHead, isOnly: Bool) {
        trailers = head.metadata
        remoteEnded = true
        guard let status = head.grpcStatus else { return end(isOnly ? refusal(head) : missingStatus()) }
        do throws(RPCError) {
            end(StatusMapping.error(status: status, message: head.message, metadata: try trailers.decoded()))
        } catch {
            end(error)
        }
    }

    /// A response that is no gRPC: its HTTP status decides; 200 with another content type is UNKNOWN.
    private func refusal(_ head: ResponseHead) -> RPCError {
        guard head.httpStatus == 200, !head.isGRPC else { return StatusMapping.error(httpStatus: head.httpStatus) }
        return RPCError(.unknown, "the response's content-type is not application/grpc", origin: .remote)
    }

    private func missingStatus() -> RPCError {
        let status = httpStatus.map { "\($0)" } ?? "none"
        return RPCError(.unknown, "the response ended without a grpc-status (HTTP status \(status))", origin: .remote)
    }

    override func remoteEndReceived() {
        super.remoteEndReceived()
        if !ended { end(missingStatus()) }
    }

    override func streamClosed(_ code: HTTP2ErrorCode, _ disregard: Disregard?) {
        guard !ended else { return }
        if let disregard { return wasDisregarded(disregard) }
        // Client and server keep the same deadline; whose clock ran out first must not matter to the caller.
        if code == .cancel, let deadline, deadline.time <= loop.now { return end(Self.deadlinePassed) }
        end(code == .noError ? missingStatus() : StatusMapping.error(reset: code))
    }

    /// What the server has surely not begun may be sent again, once and unseen (gRPC A6, "transparent retry"): a call
    /// with one request, which is still at hand. It goes to another connection at once; a server that refuses calls,
    /// because it has too many, gets a moment to be done with some.
    private func wasDisregarded(_ reason: Disregard) {
        guard whenOpen != nil, !wasTriedAgain else { return end(Self.disregarded(reason, wasTriedAgain)) }
        wasTriedAgain = true
        switch reason {
        case .goingAway: channel.submit(self)
        case .refused:
            let time = loop.now.advanced(by: channel.patienceWithRefusals())
            retryTimer = loop.schedule(at: time, self, context: Alarm.retry.rawValue)
        }
    }

    private static func disregarded(_ reason: Disregard, _ wasTriedAgain: Bool) -> RPCError {
        let text =
            switch reason {
            case .goingAway: "the server is going away and has not processed the call"
            case .refused:
                "the server has refused the call\(wasTriedAgain ? " twice" : "") (REFUSED_STREAM), "
                    + "as it does when it has too many"
            }
        return RPCError(.unavailable, text, origin: .remote)
    }

    override func connectionLost(_ reason: String) {
        if !ended { end(RPCError(.unavailable, "the connection was lost: \(reason)")) }
    }

    override func receiveFailed(_ error: RPCError) { cancel(error) }

    override func waiterCancelled() { cancel(RPCError(.cancelled, "the calling task was cancelled")) }

    // MARK: The end

    static let deadlinePassed = RPCError(.deadlineExceeded, "the deadline passed")

    /// Gives the call up: the server is told by RST_STREAM(CANCEL). On the loop.
    func cancel(_ error: RPCError) {
        guard !ended else { return }
        if let connection, let stream {
            connection.http2.reset(stream, .cancel)
            connection.flushSoon()
        } else {
            channel.withdraw(self)
        }
        end(error, dropBuffered: true)
    }

    /// The channel can't carry the call.
    func refuse(_ error: RPCError) {
        if !ended { end(error) }
    }

    private func end(_ error: RPCError?, dropBuffered: Bool = false) {
        ended = true
        remoteEnded = true
        if let deadlineTimer { loop.cancel(deadlineTimer) }
        deadlineTimer = nil
        if let retryTimer { loop.cancel(retryTimer) }
        retryTimer = nil
        if let connection, let stream, !stream.isLocalEnded, error?.origin != .local {
            connection.http2.reset(stream, .noError)  // the answer is complete: what we would still send is not wanted
            connection.flushSoon()
        }
        if let error { fail(error, dropBuffered: dropBuffered) } else { wakeAll() }
        notifyWatchers()
    }

    private func notifyWatchers() {
        guard !watchers.isEmpty else { return }
        let waiting = watchers
        watchers = []
        for watcher in waiting { when(watcher.milestone, watcher.wake) }
    }

    /// What the caller can wait for beside messages.
    enum Milestone {
        case opened, headers, ended
    }

    private func hasReached(_ milestone: Milestone) -> Bool {
        switch milestone {
        case .opened: opened || ended
        case .headers: responseHeaders != nil || ended
        case .ended: ended
        }
    }

    /// Calls `wake` once the call has come so far. On the loop.
    func when(_ milestone: Milestone, _ wake: @escaping () -> Void) {
        if hasReached(milestone) { wake() } else { watchers.append((milestone, wake)) }
    }
}

extension ClientCall: TimerTarget {
    /// What the timers of a call mean.
    private enum Alarm: Int {
        case deadline, retry
    }

    func timerFired(_ context: Int) {
        if context == Alarm.retry.rawValue {
            retryTimer = nil
            return channel.submit(self)
        }
        deadlineTimer = nil
        cancel(Self.deadlinePassed)
    }
}
