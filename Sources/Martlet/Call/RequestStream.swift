public import MartletProtobuf

/// The requests of a call, as they arrive. One task reads it, once.
///
/// Credit goes back to the client as messages are taken, so a slow reader slows the client down. Iteration ends when
/// the client has ended its side, and throws `RPCError` when the call was cancelled or the bytes break the protocol.
public struct RequestStream<Element: Message>: AsyncSequence, Sendable {
    public typealias Failure = RPCError

    @usableFromInline let call: CallStream

    @usableFromInline
    init(_ call: CallStream) { self.call = call }

    /// Reads one message after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        @usableFromInline let call: CallStream

        @inlinable
        init(call: CallStream) { self.call = call }

        /// The next message, or `nil` at the end.
        @inlinable
        nonisolated(nonsending) public mutating func next() async throws(RPCError) -> Element? {
            try await call.next(Element.self)
        }

        /// The next message, or `nil` at the end. What `for try await` calls; it stays with its caller, so `actor` says
        /// nothing new: changing to it and back would cost two look-ups under a lock for each message.
        @inlinable
        nonisolated(nonsending) public mutating func next(
            isolation actor: (any Actor)?
        ) async throws(RPCError) -> Element? {
            try await call.next(Element.self)
        }
    }

    @inlinable
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(call: call) }
}
