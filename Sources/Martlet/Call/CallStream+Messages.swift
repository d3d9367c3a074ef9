import MartletEventLoop
import MartletHTTP2
import MartletProtobuf

extension CallStream {
    /// What a reader finds.
    enum Inbound<M: Message> {
        case message(M)
        case end
        case failed(RPCError)
        case pending
    }

    /// Takes the next message when a whole one has arrived. On the loop.
    final func poll<M: Message>(_ type: M.Type) -> Inbound<M> {
        switch deframer.front {
        case .message(let bytes): return take(bytes)
        case .failed(let error):
            receiveFailed(error)
            return .failed(failure ?? error)
        case .incomplete: break
        }
        if let failure { return .failed(failure) }
        guard remoteEnded else { return .pending }
        guard deframer.isEmpty else {
            let error = RPCError(.internalError, "the stream ended inside a message")
            receiveFailed(error)
            return .failed(failure ?? error)
        }
        return .end
    }

    private func take<M: Message>(_ bytes: UnsafeRawBufferPointer) -> Inbound<M> {
        do throws(DecodeError) {
            let message = try M(decoding: bytes)
            giveCredit(deframer.discardMessage(bytes))
            return .message(message)
        } catch {
            let error = RPCError(.internalError, "a message could not be decoded: \(error)")
            receiveFailed(error)
            return .failed(failure ?? error)
        }
    }

    /// Encodes a message straight into the stream's outbound queue. On the loop.
    final func enqueue<M: Message>(_ message: M) throws(RPCError) {
        if let failure { throw failure }
        try willSend()
        guard let connection, let stream else { throw RPCError(.internalError, "the call has ended") }
        let limit = maxSendMessageBytes
        let size: Int
        do throws(EncodeError) {
            size = try message.withEncodedSize { size, write in
                guard size <= limit else { return size }
                connection.write(stream, count: MessageDeframer.prefixBytes + size) { frame in
                    frame[0] = 0
                    frame.storeBytes(of: UInt32(truncatingIfNeeded: size).bigEndian, toByteOffset: 1, as: UInt32.self)
                    write(UnsafeMutableRawBufferPointer(rebasing: frame[MessageDeframer.prefixBytes...]))
                }
                return size
            }
        } catch {
            throw RPCError(.internalError, "a message could not be encoded: \(error)")
        }
        guard size <= limit else {
            throw RPCError(
                .resourceExhausted,
                "a message of \(size) bytes is larger than the limit of \(limit) (setting maxSendMessageBytes)")
        }
    }

    /// The next message, `nil` at the end of the stream. Suspends until one of them is there.
    nonisolated(nonsending) final func next<M: Message>(_ type: M.Type) async throws(RPCError) -> M? {
        while true {
            let inbound = loop.isCurrent ? poll(type) : await loop.run { self.poll(type) }
            switch inbound {
            case .message(let message): return message
            case .end: return nil
            case .failed(let error): throw error
            case .pending:
                if Task.isCancelled { throw cancelledRead() }
                await waitForInbound()
            }
        }
    }

    /// Sends a message; suspends while more than `outboundHighWaterMark` bytes wait to leave.
    nonisolated(nonsending) final func send<M: Message>(_ message: M) async throws(RPCError) {
        if loop.isCurrent {
            try enqueue(message)
            if !mustWait { return }
        } else {
            let failed: RPCError? = await loop.run {
                do throws(RPCError) { try self.enqueue(message) } catch { return error }
                return nil
            }
            if let failed { throw failed }
        }
        try await drained()
    }

    /// Suspends until the output has drained below the high-water mark.
    nonisolated(nonsending) private func drained() async throws(RPCError) {
        while loop.isCurrent ? mustWait : await loop.run({ self.mustWait }) {
            if Task.isCancelled { throw cancelledRead() }
            await waitForOutbound()
            if let failure = loop.isCurrent ? failure : await loop.run({ self.failure }) { throw failure }
        }
    }

    private func cancelledRead() -> RPCError { RPCError(.cancelled, "the task that waited was cancelled") }

    @inline(never)
    nonisolated(nonsending) private func waitForInbound() async {
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                if loop.isCurrent {
                    parkReader(continuation)
                } else {
                    loop.execute { self.parkReader(continuation) }
                }
            }
        } onCancel: {
            loop.execute { self.waiterCancelled() }
        }
    }

    @inline(never)
    nonisolated(nonsending) private func waitForOutbound() async {
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                if loop.isCurrent {
                    parkWriter(continuation)
                } else {
                    loop.execute { self.parkWriter(continuation) }
                }
            }
        } onCancel: {
            loop.execute { self.waiterCancelled() }
        }
    }
}

extension EventLoop {
    /// Runs `body` on the loop and returns what it made; for code that is elsewhere.
    nonisolated(nonsending) func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withUnsafeContinuation { continuation in
            execute { continuation.resume(returning: body()) }
        }
    }
}
