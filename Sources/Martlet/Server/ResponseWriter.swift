public import MartletProtobuf

/// Sends the responses of a call, one after the other.
public struct ResponseWriter<Response: Message>: Sendable {
    @usableFromInline let call: ServerCall

    @usableFromInline
    init(_ call: ServerCall) { self.call = call }

    /// Sends a message.
    ///
    /// Returns at once while fewer than 64 KiB wait to leave; else suspends until the client has read on. Throws
    /// `CANCELLED` or `DEADLINE_EXCEEDED` once nobody waits for the call, `RESOURCE_EXHAUSTED` for a message above the
    /// limit.
    @inlinable
    nonisolated(nonsending) public func write(_ message: Response) async throws(RPCError) {
        try await call.send(message)
    }
}
