import MartletEventLoop
import MartletProtobuf

extension ClientCall {
    /// Begins the call and suspends until its stream is open. Throws what ended it before that.
    nonisolated(nonsending) func openStream() async throws(RPCError) {
        if loop.isCurrent { begin() } else { loop.execute { self.begin() } }
        try await wait(for: .opened)
        if let failure = loop.isCurrent ? failure : await loop.run({ self.failure }) { throw failure }
    }

    /// Suspends until the call has come so far. Cancelling the task cancels the call.
    nonisolated(nonsending) func wait(for milestone: Milestone) async throws(RPCError) {
        while !(loop.isCurrent ? hasReached(milestone) : await loop.run({ self.hasReached(milestone) })) {
            await withTaskCancellationHandler {
                await withUnsafeContinuation { continuation in
                    if loop.isCurrent {
                        park(continuation, until: milestone)
                    } else {
                        loop.execute { self.park(continuation, until: milestone) }
                    }
                }
            } onCancel: {
                loop.execute { self.waiterCancelled() }
            }
        }
    }

    /// The metadata of the response headers; empty when the response was a status alone.
    nonisolated(nonsending) func headers() async throws(RPCError) -> Metadata {
        try await wait(for: .headers)
        let (raw, failure) = await loop.run { (self.responseHeaders, self.failure) }
        if let raw { return try raw.decoded() }
        if let failure { throw failure }
        return Metadata()
    }

    /// The metadata of the trailers, once the call has ended well; throws its status otherwise.
    nonisolated(nonsending) func trailingMetadata() async throws(RPCError) -> Metadata {
        try await wait(for: .ended)
        let (raw, failure) = await loop.run { (self.trailers, self.failure) }
        if let failure { throw failure }
        return try raw.decoded()
    }

    /// The one response of a call that has ended. On the loop.
    func onlyResponse<Response: Message>(_ type: Response.Type) -> Result<Response, RPCError> {
        if let failure { return .failure(failure) }
        switch poll(type) {
        case .message(let message):
            if case .end = poll(type) { return .success(message) }
            return .failure(failure ?? RPCError(.internalError, "more than one response message came for \(path)"))
        case .failed(let error): return .failure(error)
        case .end, .pending: return .failure(RPCError(.internalError, "no response message came for \(path)"))
        }
    }

    /// Waits for the end, then for the one response.
    nonisolated(nonsending) func response<Response: Message>(_ type: Response.Type) async throws(RPCError) -> Response {
        try await wait(for: .ended)
        let result = loop.isCurrent ? onlyResponse(type) : await loop.run { self.onlyResponse(type) }
        return try result.get()
    }
}
