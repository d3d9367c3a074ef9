public import MartletEventLoop
import MartletHTTP2

/// One HTTP/2 stream seen as two pipes of messages, one each way; `ServerCall` and `ClientCall` add their
/// side's protocol to it.
///
/// `@unchecked Sendable`: every stored `var` is touched on `loop`'s thread only. The async entry points check
/// `loop.isCurrent` and go through the loop's mailbox when they are elsewhere.
@usableFromInline
class CallStream: @unchecked Sendable {
    /// A writer that finds this many bytes waiting suspends until they have drained.
    static let outboundHighWaterMark = 64 * 1024
    /// DATA below this size that completes no message is worth more to an attacker than to a caller.
    static let fragmentBytes = 64

    @usableFromInline final let loop: EventLoop
    final let maxSendMessageBytes: Int
    /// Where the memory is accounted for that messages take while they arrive. Kept by whoever made the call.
    final let account: Unmanaged<MemoryAccount>?
    /// `nil` before the call has a connection and after its stream has closed.
    @exclusivity(unchecked) final var attachment: Attachment?

    @exclusivity(unchecked) final var deframer: MessageDeframer
    /// Bytes of the receive buffer that the next event may still use in place; see `Connection.dispatch`.
    @exclusivity(unchecked) final var lent = UnsafeRawBufferPointer(start: nil, count: 0)
    /// Bytes received whose stream credit has not been given back.
    @exclusivity(unchecked) final var creditOwed = 0
    @exclusivity(unchecked) final var traffic = MessageCount()
    /// How messages are compressed from now on; nil: they are not.
    @exclusivity(unchecked) final var outboundCompression: OutboundCompression?
    /// Whether the next message may be: `send` says it of each.
    @usableFromInline @exclusivity(unchecked) final var compressesNext = true
    /// How much output had left when its progress was looked at, and since when it was no more; -1: none waited.
    @exclusivity(unchecked) private var framedSeen = -1
    @exclusivity(unchecked) private var framedSince = MonotonicTime(nanoseconds: 0)
    /// The peer has sent END_STREAM.
    @exclusivity(unchecked) final var remoteEnded = false
    /// What ended the call, if it was a failure.
    @exclusivity(unchecked) final private(set) var cause: RPCError?
    /// The call has ended well; whoever still reads or writes is told so.
    @exclusivity(unchecked) private var isOver = false

    @exclusivity(unchecked) private var readers: [() -> Void] = []
    @exclusivity(unchecked) private var writers: [() -> Void] = []

    init(
        loop: EventLoop, maxReceiveMessageBytes: Int, maxSendMessageBytes: Int,
        account: Unmanaged<MemoryAccount>? = nil
    ) {
        self.loop = loop
        self.maxSendMessageBytes = min(maxSendMessageBytes, Int(UInt32.max))  // the prefix has 32 bits for the size
        self.account = account
        deframer = MessageDeframer(maxMessageBytes: maxReceiveMessageBytes)
    }

    // MARK: Where it travels

    /// The connection that lists the call, its stream, and the index under which it is listed. The connection sets it
    /// and takes it back, and keeps itself and the stream in between.
    struct Attachment {
        let connection: Unmanaged<Connection>
        let stream: Unmanaged<HTTP2Stream>
        var slot: Int
    }

    final var connection: Connection? { attachment?.connection.takeUnretainedValue() }
    final var stream: HTTP2Stream? { attachment?.stream.takeUnretainedValue() }

    /// Runs `body` with the connection and the stream, without counting references: `body` must not detach the call,
    /// which nothing does but an event of HTTP/2 and the end of the connection. `nil` when the call is not attached.
    @inline(__always)
    final func whileAttached<Result>(_ body: (Connection, HTTP2Stream) -> Result) -> Result? {
        guard let attachment else { return nil }
        return attachment.connection._withUnsafeGuaranteedRef { connection in
            attachment.stream._withUnsafeGuaranteedRef { body(connection, $0) }
        }
    }

    // MARK: What the connection reports, always on the loop

    /// A later block of headers: a response, or trailers.
    func headersReceived(_ headers: HTTP2HeaderList, kind: HTTP2HeaderKind, endStream: Bool) {}

    /// The peer has ended its side. `lent` may hold the last bytes.
    func remoteEndReceived() {
        if !lent.isEmpty { keepLent() }
        remoteEnded = true
        wakeReader()
    }

    /// The stream is gone; nothing comes after this. `disregard`: why the peer has surely done nothing for it.
    func streamClosed(_ code: HTTP2ErrorCode, _ disregard: Disregard?) {}

    /// Why a call was surely not processed.
    enum Disregard {
        /// The peer takes no calls on this connection any more.
        case goingAway
        /// The peer did not want this one.
        case refused
    }

    /// The connection is gone, and the stream with it.
    func connectionLost(_ reason: String) {}

    /// A message could not be read: the peer's fault, so the call ends for both sides.
    func receiveFailed(_ error: RPCError) {}

    /// A message is about to be sent: headers that must go before it go now.
    func willSend(on connection: Connection, _ stream: HTTP2Stream) throws(RPCError) {}

    /// The task that waits in a read or a write was cancelled.
    @usableFromInline
    func waiterCancelled() { wakeAll() }

    final func dataReceived(_ bytes: UnsafeRawBufferPointer) {
        guard cause == nil, !isOver else { return }  // nobody will read it
        deframer.append(bytes, account: account)
        creditOwed += bytes.count
        switch deframer.front {
        case .message, .large, .compressed: wakeReader()
        case .incomplete:
            if deframer.heldBytes >= MemoryAccount.smallestRefused, let refusal = refusalForMemory {
                return receiveFailed(refusal)
            }
            giveCredit(creditOwed)  // a message larger than the window must be able to arrive
            if bytes.count < Self.fragmentBytes { whileAttached { connection, _ in connection.tallies.fragments += 1 } }
        case .failed(let error): receiveFailed(error)
        }
    }

    /// Copies what `lent` still shows: the receive buffer is about to be reused.
    final func keepLent() {
        let bytes = lent
        lent = UnsafeRawBufferPointer(start: nil, count: 0)
        dataReceived(bytes)
    }

    final func becameWritable() { wakeWriters() }

    /// Whether output has waited for the peer that long without a byte leaving; to be asked now and then.
    final func outputHasStalled(at now: MonotonicTime, for time: Duration) -> Bool {
        guard let stream, stream.bufferedByteCount > 0 else {
            framedSeen = -1
            return false
        }
        if framedSeen != stream.framedByteCount {
            framedSeen = stream.framedByteCount
            framedSince = now
        }
        return framedSince.advanced(by: time) <= now
    }

    /// The output has stalled: the call ends for both sides.
    func endStalled(after time: Duration) {}

    /// Why a large message may not have more memory; nil when it may.
    @inline(never)
    final var refusalForMemory: RPCError? { account?.takeUnretainedValue().refusalOfMessage }

    // MARK: Waking

    /// Why reading ends, once buffered messages are read, and why writing fails.
    final var failure: RPCError? {
        if let cause { return cause }
        return isOver ? Self.callEnded : nil
    }

    /// Why nothing can be sent on a call that is over.
    static var callEnded: RPCError { RPCError(.internalError, "the call has ended") }

    /// Ends reading and writing: the call is answered.
    final func endWithoutFailure() {
        if deframer.heldBytes > 0 { deframer.removeAll() }
        isOver = true
        wakeAll()
    }

    /// Ends reading (after what is buffered) and writing.
    final func fail(_ error: RPCError, dropBuffered: Bool) {
        if dropBuffered { deframer.removeAll() }
        if cause == nil { cause = error }
        wakeAll()
    }

    final func wakeAll() {
        wakeReader()
        wakeWriters()
    }

    final func wakeReader() {
        while let wake = readers.popLast() { wake() }
    }

    private func wakeWriters() {
        while let wake = writers.popLast() { wake() }
    }

    /// Gives stream credit back for bytes that the application has taken.
    final func giveCredit(_ count: Int) {
        let credit = min(count, creditOwed)
        creditOwed -= credit
        guard credit > 0, !remoteEnded else { return }
        whileAttached { connection, stream in connection.giveCredit(stream, credit) }
    }

    // MARK: Parking, on the loop

    /// Calls `wake` once there is something to read: a message, the end, a failure.
    @usableFromInline
    final func whenReadable(_ wake: @escaping () -> Void) {
        if failure != nil || remoteEnded || hasFront { return wake() }
        readers.append(wake)
        giveCredit(creditOwed)  // what is here of a message may fill the window, and the rest must be able to come
    }

    /// Calls `wake` once the output has drained, or will never.
    @usableFromInline
    final func whenWritable(_ wake: @escaping () -> Void) {
        guard failure == nil, mustWait, let stream else { return wake() }
        stream.wantsWritableEvent = true
        writers.append(wake)
    }

    /// Whether a writer has to let the output drain first.
    @usableFromInline
    final var mustWait: Bool {
        (whileAttached { _, stream in stream.bufferedByteCount } ?? 0) >= Self.outboundHighWaterMark
    }

    /// What whole messages take that wait for a reader.
    final var unreadBytes: Int { hasFront ? deframer.heldBytes : 0 }

    private var hasFront: Bool {
        if case .incomplete = deframer.front { false } else { true }
    }
}
