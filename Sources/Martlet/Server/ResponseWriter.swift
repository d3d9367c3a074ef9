public import MartletProtobuf

/// Sends the responses of a call, one after the other.
public struct ResponseWriter<Response: Message>: Sendable {
    /// What is made of a message before it is sent.
    public typealias Change = @Sendable (Response) async throws(RPCError) -> Response

    @usableFromInline let call: ServerCall
    @usableFromInline let change: Change?

    @usableFromInline
    init(_ call: ServerCall, change: Change? = nil) {
        self.call = call
        self.change = change
    }

    /// A writer that sends what `change` returns for each message. An error of `change` is thrown by `write`.
    public func transformed(_ change: @escaping Change) -> ResponseWriter {
        guard let outer = self.change else { return ResponseWriter(call, change: change) }
        return ResponseWriter(call) { message throws(RPCError) in try await outer(try await change(message)) }
    }

    /// Sends a message.
    ///
    /// Returns at once while fewer than 64 KiB wait to leave; else suspends until the client has read on. Throws
    /// `CANCELLED` or `DEADLINE_EXCEEDED` once nobody waits for the call, `RESOURCE_EXHAUSTED` for a message above the
    /// limit.
    ///
    /// - Parameter compress: whether the message may be compressed, should those of the call be.
    @inlinable
    nonisolated(nonsending) public func write(_ message: Response, compress: Bool = true) async throws(RPCError) {
        guard let change else { return try await call.send(message, compress: compress) }
        try await call.send(try await change(message), compress: compress)
    }
}
