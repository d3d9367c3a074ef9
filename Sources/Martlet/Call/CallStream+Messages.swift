public import MartletEventLoop
import MartletHTTP2
public import MartletProtobuf

extension CallStream {
    /// What a reader finds.
    @usableFromInline
    enum Inbound<M: Message> {
        case message(M)
        case end
        case failed(RPCError)
        case pending
    }

    /// The same before decoding; the bytes are valid until the stream is touched again.
    @usableFromInline
    enum InboundBytes {
        case message(UnsafeRawBufferPointer)
        /// A message that came in pieces; fields may share its array.
        case large([UInt8])
        case end
        case failed(RPCError)
        case pending
    }

    /// Takes the next message when a whole one has arrived. On the loop.
    @inlinable
    final func poll<M: Message>(_ type: M.Type) -> Inbound<M> {
        switch front() {
        case .message(let bytes): return take(bytes.count) { () throws(DecodeError) in try M(decoding: bytes) }
        case .large(let bytes): return take(bytes.count) { () throws(DecodeError) in try M(decoding: bytes) }
        case .end: return .end
        case .failed(let error): return .failed(error)
        case .pending: return .pending
        }
    }

    /// Takes the message in front, which has `byteCount` bytes, as `decode` reads it.
    @inlinable @inline(__always)
    final func take<M: Message>(_ byteCount: Int, _ decode: () throws(DecodeError) -> M) -> Inbound<M> {
        do throws(DecodeError) {
            let message = try decode()
            taken(byteCount)
            return .message(message)
        } catch {
            return .failed(undecodable(error))
        }
    }

    @usableFromInline
    final func front() -> InboundBytes {
        switch deframer.front {
        case .message(let bytes): return .message(bytes)
        case .large(let bytes): return .large(bytes)
        case .compressed: return decompressedFront()
        case .failed(let error): return .failed(failed(error))
        case .incomplete: break
        }
        if let failure { return .failed(failure) }
        guard remoteEnded else { return .pending }
        guard deframer.isEmpty else {
            return .failed(failed(RPCError(.internalError, "the stream ended inside a message")))
        }
        return .end
    }

    private func decompressedFront() -> InboundBytes {
        if let error = decompressFront() { return .failed(failed(error)) }
        return front()
    }

    /// The message in front has been decoded: its bytes go, and the peer may send as many again.
    @usableFromInline
    final func taken(_ byteCount: Int) {
        traffic.received(byteCount)
        giveCredit(deframer.discardMessage(byteCount))
    }

    @usableFromInline
    final func undecodable(_ error: DecodeError) -> RPCError {
        failed(RPCError(.internalError, "a message could not be decoded: \(error)"))
    }

    /// Ends the call; what it ended with may be something earlier.
    private func failed(_ error: RPCError) -> RPCError {
        receiveFailed(error)
        return failure ?? error
    }

    /// Encodes a message straight into the stream's outbound queue. On the loop.
    @inlinable
    final func enqueue<M: Message>(_ message: borrowing M) throws(RPCError) {
        let failure: RPCError?
        do throws(EncodeError) {
            failure = try message.withEncodedSize { size, write in self.frame(size, write) }
        } catch {
            failure = Self.unencodable(error)
        }
        if let failure { throw failure }
    }

    /// Sends a message of `size` bytes, which `write` writes. Returns why not.
    @usableFromInline
    final func frame(_ size: Int, _ write: (UnsafeMutableRawBufferPointer) -> Void) -> RPCError? {
        if let failure { return failure }
        guard size <= maxSendMessageBytes else { return tooLargeToSend(size) }
        if size >= MemoryAccount.smallestRefused, let refusal = refusalForMemory { return refusal }
        let refusal: RPCError?? = whileAttached { connection, stream in
            do throws(RPCError) { try willSend(on: connection, stream) } catch { return error }
            traffic.sent(size)
            if let outboundCompression {
                if writeCompressed(size, by: outboundCompression, write, on: connection, stream) { return nil }
            }
            connection.write(stream, count: MessageDeframer.prefixBytes + size) { frame in
                write(MessageDeframer.begin(frame, isCompressed: false))
            }
            return nil
        }
        return refusal ?? Self.callEnded
    }

    @usableFromInline
    static func unencodable(_ error: EncodeError) -> RPCError {
        RPCError(.internalError, "a message could not be encoded: \(error)")
    }

    private func tooLargeToSend(_ size: Int) -> RPCError {
        RPCError(
            .resourceExhausted,
            "a message of \(size) bytes is larger than the limit of \(maxSendMessageBytes) "
                + "(setting maxSendMessageBytes)")
    }

    /// The next message, `nil` at the end of the stream. Suspends until one of them is there.
    @inlinable
    nonisolated(nonsending) final func next<M: Message>(_ type: M.Type) async throws(RPCError) -> M? {
        var inbound = loop.isCurrent ? poll(type) : .pending
        while true {
            switch inbound {
            case .message(let message): return message
            case .end: return nil
            case .failed(let error): throw error
            case .pending:
                if Task.isCancelled { throw RPCError(.cancelled, "the task that read was cancelled") }
                inbound = await waitForInbound(type)
            }
        }
    }

    /// Sends a message; suspends while more than `outboundHighWaterMark` bytes wait to leave.
    @inlinable
    nonisolated(nonsending) final func send<M: Message>(
        _ message: M, compress: Bool = true
    ) async throws(RPCError) {
        if loop.isCurrent {
            compressesNext = compress
            try enqueue(message)
            if !mustWait { return }
        } else {
            let sent: Result<Bool, RPCError> = await loop.run(orElse: .failure(.loopStopped)) {
                self.compressesNext = compress
                do throws(RPCError) { try self.enqueue(message) } catch { return .failure(error) }
                return .success(self.mustWait)
            }
            if try !sent.get() { return }
        }
        try await waitUntilDrained()
    }

    /// Suspends until a reader finds something, or the task is cancelled: then it may find `pending`.
    @inlinable @inline(never)
    nonisolated(nonsending) final func waitForInbound<M: Message>(_ type: M.Type) async -> Inbound<M> {
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                guard loop.perform({ self.whenReadable { continuation.resume(returning: self.poll(type)) } }) else {
                    return continuation.resume(returning: .failed(.loopStopped))
                }
                wakeIfCancelled()
            }
        } onCancel: {
            loop.execute { self.waiterCancelled() }
        }
    }

    /// Suspends until the output has drained below the high-water mark.
    @usableFromInline @inline(never)
    nonisolated(nonsending) final func waitUntilDrained() async throws(RPCError) {
        var drained = false
        while !drained {
            if Task.isCancelled { throw RPCError(.cancelled, "the task that sent was cancelled") }
            let outcome: Result<Bool, RPCError> = await withTaskCancellationHandler {
                await withUnsafeContinuation { continuation in
                    let waits = loop.perform {
                        self.whenWritable { continuation.resume(returning: self.outboundState) }
                    }
                    if waits { wakeIfCancelled() } else { continuation.resume(returning: .failure(.loopStopped)) }
                }
            } onCancel: {
                loop.execute { self.waiterCancelled() }
            }
            drained = try outcome.get()
        }
    }

    /// The cancellation may have come before the waiter had arrived at the loop, and found nobody to wake.
    @usableFromInline
    final func wakeIfCancelled() {
        if Task.isCancelled { loop.execute { self.waiterCancelled() } }
    }

    private var outboundState: Result<Bool, RPCError> {
        if let failure { return .failure(failure) }
        return .success(!mustWait)
    }
}

extension RPCError {
    /// The call outlived the loop that it belongs to: nobody is left to carry it.
    @usableFromInline
    static var loopStopped: RPCError { RPCError(.unavailable, "the call's event loop has stopped") }
}

extension EventLoop {
    /// Runs `body` now when this is the loop's thread, soon otherwise. False when the loop has stopped.
    @inlinable
    func perform(_ body: @escaping @Sendable () -> Void) -> Bool {
        guard isCurrent else { return execute(body) }
        body()
        return true
    }

    /// Runs `body` on the loop and returns what it made, or `stopped` when the loop takes nothing any more.
    @inlinable
    nonisolated(nonsending) func run<Value: Sendable>(
        orElse stopped: @autoclosure () -> Value, _ body: @escaping @Sendable () -> Value
    ) async -> Value {
        if isCurrent { return body() }
        return await withUnsafeContinuation { continuation in
            if !execute({ continuation.resume(returning: body()) }) { continuation.resume(returning: stopped()) }
        }
    }
}
