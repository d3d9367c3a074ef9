import MartletEventLoop
import MartletProtobuf

extension ClientCall {
    /// Begins the call and suspends until its stream is open. Throws what ended it before that.
    nonisolated(nonsending) func openStream() async throws(RPCError) {
        let failed: RPCError? = try await wait(for: .opened, begin: true) { $0.failure }
        if let failed { throw failed }
    }

    /// The metadata of the response headers; empty when the response was a status alone.
    nonisolated(nonsending) func headers() async throws(RPCError) -> Metadata {
        let (raw, failed) = try await wait(for: .headers) { ($0.responseHeaders, $0.failure) }
        if let raw { return try raw.decoded() }
        if let failed { throw failed }
        return Metadata()
    }

    /// The metadata of the trailers, once the call has ended well; throws its status otherwise.
    nonisolated(nonsending) func trailingMetadata() async throws(RPCError) -> Metadata {
        let (raw, failed) = try await wait(for: .ended) { ($0.trailers, $0.failure) }
        if let failed { throw failed }
        return try raw.decoded()
    }

    /// Waits for the end, then for the one response.
    nonisolated(nonsending) func response<Response: Message>(
        _ type: Response.Type, begin: Bool = false
    ) async throws(RPCError) -> Response {
        guard loop.isCurrent else {
            return try await wait(for: .ended, begin: begin) { call -> Result<Response, RPCError> in
                do throws(RPCError) { return .success(try call.onlyResponse(type)) } catch { return .failure(error) }
            }.get()
        }
        // Nothing that waits here depends on the response's type: making such types at run time was 9 % of a call.
        try await wait(for: .ended, begin: begin) { _ in }
        return try onlyResponse(type)
    }

    /// The one response of a call that has ended. On the loop.
    private func onlyResponse<Response: Message>(_ type: Response.Type) throws(RPCError) -> Response {
        if let failure { throw failure }
        let message: Response
        switch front() {
        case .message(let bytes):
            message = try taking(bytes.count) { () throws(DecodeError) in try Response(decoding: bytes) }
        case .large(let bytes):
            message = try taking(bytes.count) { () throws(DecodeError) in try Response(decoding: bytes) }
        case .failed(let error): throw error
        case .end, .pending: throw RPCError(.internalError, "no response message came for \(path)")
        }
        if case .end = front() { return message }
        throw failure ?? RPCError(.internalError, "more than one response message came for \(path)")
    }

    /// Takes the message in front, which has `byteCount` bytes, as `decode` reads it.
    private func taking<Response: Message>(
        _ byteCount: Int, _ decode: () throws(DecodeError) -> Response
    ) throws(RPCError) -> Response {
        do throws(DecodeError) {
            let message = try decode()
            taken(byteCount)
            return message
        } catch {
            throw undecodable(error)
        }
    }

    /// What has come and gone so far.
    nonisolated(nonsending) func messageCount() async -> MessageCount {
        await loop.run(orElse: MessageCount()) { self.traffic }
    }

    /// Suspends until the call has come so far, then takes something from it: one trip to the loop and back, however
    /// long it takes. Cancelling the task cancels the call, which then ends.
    nonisolated(nonsending) private func wait<Value: Sendable>(
        for milestone: Milestone, begin: Bool = false, _ take: @escaping @Sendable (ClientCall) -> Value
    ) async throws(RPCError) -> Value {
        let taken: Result<Value, RPCError> = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                let waits = loop.perform {
                    if begin { self.begin() }
                    self.when(milestone) { continuation.resume(returning: .success(take(self))) }
                }
                if !waits { continuation.resume(returning: .failure(.loopStopped)) }
            }
        } onCancel: {
            loop.execute { self.waiterCancelled() }
        }
        return try taken.get()
    }
}
