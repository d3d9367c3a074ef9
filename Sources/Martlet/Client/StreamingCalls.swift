import MartletEventLoop
public import MartletProtobuf

/// A response with the metadata that came with it.
public struct UnaryResponse<Response: Message>: Sendable {
    /// The response.
    public var message: Response
    /// Metadata of the response headers.
    public var headers: Metadata
    /// Metadata of the trailers.
    public var trailers: Metadata
    /// How large request and response were, and whether they were compressed.
    public var traffic: MessageCount
}

/// Keeps a call alive while somebody holds it: when the last holder lets go, a call that has not ended is cancelled.
final class CallHandle: Sendable {
    let call: ClientCall

    init(_ call: ClientCall) { self.call = call }

    deinit {
        let call = call
        call.loop.execute { call.cancel(RPCError(.cancelled, "the call was let go of")) }
    }

    /// Gives the call up.
    func cancel() {
        let call = call
        call.loop.execute { call.cancel(RPCError(.cancelled, "the caller cancelled the call")) }
    }

    nonisolated(nonsending) func finishSending() async {
        let call = call
        await call.loop.run(orElse: ()) { call.halfClose() }
    }
}

/// The responses of a call, as they arrive. One task reads it, once. Ends after the last response of a call that ended
/// well; throws the call's status otherwise.
public struct ResponseStream<Element: Message>: AsyncSequence, Sendable {
    public typealias Failure = RPCError

    let handle: CallHandle

    /// Reads one message after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let handle: CallHandle

        /// The next message, or `nil` at the end.
        nonisolated(nonsending) public mutating func next() async throws(RPCError) -> Element? {
            try await handle.call.next(Element.self)
        }

        /// The next message, or `nil` at the end. It stays with its caller, whatever `actor` says.
        nonisolated(nonsending) public mutating func next(
            isolation actor: (any Actor)?
        ) async throws(RPCError) -> Element? {
            try await handle.call.next(Element.self)
        }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(handle: handle) }
}

/// A call with one request and many responses. Letting go of it cancels it.
public struct ServerStreamingCall<Response: Message>: AsyncSequence, Sendable {
    public typealias Element = Response
    public typealias Failure = RPCError

    private let handle: CallHandle

    init(_ handle: CallHandle) { self.handle = handle }

    /// The responses. The call itself can be iterated as well.
    public var responses: ResponseStream<Response> { ResponseStream(handle: handle) }

    public func makeAsyncIterator() -> ResponseStream<Response>.AsyncIterator { responses.makeAsyncIterator() }

    /// Metadata of the response headers, once they have arrived.
    nonisolated(nonsending) public func headers() async throws(RPCError) -> Metadata { try await handle.call.headers() }

    /// Metadata of the trailers, once the call has ended well; throws its status otherwise.
    nonisolated(nonsending) public func trailers() async throws(RPCError) -> Metadata {
        try await handle.call.trailingMetadata()
    }

    /// What has come and gone so far.
    nonisolated(nonsending) package func messageCount() async -> MessageCount { await handle.call.messageCount() }

    /// Gives the call up; reading throws CANCELLED.
    public func cancel() { handle.cancel() }
}

/// A call with many requests and one response. Letting go of it cancels it.
public struct ClientStreamingCall<Request: Message, Response: Message>: Sendable {
    private let handle: CallHandle

    init(_ handle: CallHandle) { self.handle = handle }

    /// Sends a message; suspends while more than 64 KiB wait for the server to read on.
    ///
    /// - Parameter compress: whether the message may be compressed, should those of the call be.
    nonisolated(nonsending) public func send(_ message: Request, compress: Bool = true) async throws(RPCError) {
        try await handle.call.send(message, compress: compress)
    }

    /// Ends the requests and waits for the response.
    nonisolated(nonsending) public func finish() async throws(RPCError) -> Response {
        await handle.finishSending()
        return try await handle.call.response(Response.self)
    }

    /// Metadata of the response headers, once they have arrived.
    nonisolated(nonsending) public func headers() async throws(RPCError) -> Metadata { try await handle.call.headers() }

    /// Metadata of the trailers, once the call has ended well; throws its status otherwise.
    nonisolated(nonsending) public func trailers() async throws(RPCError) -> Metadata {
        try await handle.call.trailingMetadata()
    }

    /// Gives the call up; sending and finishing throw CANCELLED.
    public func cancel() { handle.cancel() }
}

/// A call where both sides send many messages. Letting go of it cancels it.
public struct BidirectionalCall<Request: Message, Response: Message>: Sendable {
    private let handle: CallHandle

    init(_ handle: CallHandle) { self.handle = handle }

    /// The responses.
    public var responses: ResponseStream<Response> { ResponseStream(handle: handle) }

    /// Sends a message; suspends while more than 64 KiB wait for the server to read on.
    ///
    /// - Parameter compress: whether the message may be compressed, should those of the call be.
    nonisolated(nonsending) public func send(_ message: Request, compress: Bool = true) async throws(RPCError) {
        try await handle.call.send(message, compress: compress)
    }

    /// Ends the requests; responses may still come.
    nonisolated(nonsending) public func finishSending() async { await handle.finishSending() }

    /// Metadata of the response headers, once they have arrived.
    nonisolated(nonsending) public func headers() async throws(RPCError) -> Metadata { try await handle.call.headers() }

    /// Metadata of the trailers, once the call has ended well; throws its status otherwise.
    nonisolated(nonsending) public func trailers() async throws(RPCError) -> Metadata {
        try await handle.call.trailingMetadata()
    }

    /// Gives the call up; sending and reading throw CANCELLED.
    public func cancel() { handle.cancel() }
}
