public import MartletProtobuf

/// The requests of a call, as they arrive. One task reads it, once.
///
/// Credit goes back to the client as messages are taken, so a slow reader slows the client down. Iteration ends when
/// the client has ended its side, and throws `RPCError` when the call was cancelled or the bytes break the protocol.
public struct RequestStream<Element: Message>: AsyncSequence, Sendable {
    public typealias Failure = RPCError

    /// What is made of a message before its reader gets it.
    public typealias Change = @Sendable (Element) async throws(RPCError) -> Element

    @usableFromInline let call: CallStream
    @usableFromInline let change: Change?

    @usableFromInline
    init(_ call: CallStream, change: Change? = nil) {
        self.call = call
        self.change = change
    }

    /// The same requests, each as `change` returns it, when it is read. An error of `change` ends the reading.
    public func transformed(_ change: @escaping Change) -> RequestStream {
        guard let inner = self.change else { return RequestStream(call, change: change) }
        return RequestStream(call) { message throws(RPCError) in try await change(try await inner(message)) }
    }

    /// Reads one message after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        @usableFromInline let call: CallStream
        @usableFromInline let change: Change?

        @inlinable
        init(call: CallStream, change: Change?) {
            self.call = call
            self.change = change
        }

        /// The next message, or `nil` at the end.
        @inlinable
        nonisolated(nonsending) public mutating func next() async throws(RPCError) -> Element? {
            guard let change else { return try await call.next(Element.self) }
            guard let message = try await call.next(Element.self) else { return nil }
            return try await change(message)
        }

        /// The next message, or `nil` at the end. What `for try await` calls; it stays with its caller, so `actor` says
        /// nothing new: changing to it and back would cost two look-ups under a lock for each message.
        @inlinable
        nonisolated(nonsending) public mutating func next(
            isolation actor: (any Actor)?
        ) async throws(RPCError) -> Element? {
            try await next()
        }
    }

    @inlinable
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(call: call, change: change) }

    /// The only message of a stream that has one, as is known before.
    @inlinable
    nonisolated(nonsending) func only() async throws(RPCError) -> Element {
        var iterator = makeAsyncIterator()
        guard let message = try await iterator.next() else {
            throw RPCError(.internalError, "the request was read before")
        }
        return message
    }
}
