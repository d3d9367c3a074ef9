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
    nonisolated(nonsending) final func send<M: Message>(_ message: M) async throws(RPCError) {
        if loop.isCurrent {
            try enqueue(message)
            if !mustWait { return }
        } else {
            let sent: Result<Bool, RPCError> = await loop.run {
                do throws(RPCError) { try self.enqueue(message) } catch { return .failure(error) }
                return .success(self.mustWait)
            }
            if try !sent.get() { return }
        }
        try await waitUntilDrained()
    }

    /// Suspends until a reader finds something, or the task is cancelled: then it may find `pending`.
    @inline(never)
    nonisolated(nonsending) private func waitForInbound<M: Message>(_ type: M.Type) async -> Inbound<M> {
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                loop.perform { self.whenReadable { continuation.resume(returning: self.poll(type)) } }
            }
        } onCancel: {
            loop.execute { self.waiterCancelled() }
        }
    }

    /// Suspends until the output has drained below the high-water mark.
    @inline(never)
    nonisolated(nonsending) private func waitUntilDrained() async throws(RPCError) {
        var drained = false
        while !drained {
            if Task.isCancelled { throw RPCError(.cancelled, "the task that sent was cancelled") }
            let outcome: Result<Bool, RPCError> = await withTaskCancellationHandler {
                await withUnsafeContinuation { continuation in
                    loop.perform { self.whenWritable { continuation.resume(returning: self.outboundState) } }
                }
            } onCancel: {
                loop.execute { self.waiterCancelled() }
            }
            drained = try outcome.get()
        }
    }

    private var outboundState: Result<Bool, RPCError> {
        if let failure { return .failure(failure) }
        return .success(!mustWait)
    }
}

extension EventLoop {
    /// Runs `body` now when this is the loop's thread, soon otherwise.
    func perform(_ body: @escaping @Sendable () -> Void) {
        if isCurrent { body() } else { execute(body) }
    }

    /// Runs `body` on the loop and returns what it made.
    nonisolated(nonsending) func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        if isCurrent { return body() }
        return await withUnsafeContinuation { continuation in
            execute { continuation.resume(returning: body()) }
        }
    }
}
