public import MartletCompression
public import MartletEventLoop
public import MartletTLS

/// What a handler knows of its call beside the messages, and what it can send beside them.
///
/// Cancellation needs no word here: when the client gives up, the deadline passes or the connection is lost, the
/// handler's task is cancelled.
public struct ServerContext: Sendable {
    private let call: ServerCall
    /// What interceptors have said; for most calls nothing.
    private var additions: ContextAdditions?

    @usableFromInline
    init(_ call: ServerCall) { self.call = call }

    /// The request path: `/greeter.v1.Greeter/Greet`.
    public var method: String { call.method.path }

    /// The peer's address: `127.0.0.1:53124`.
    public var peer: String { call.server.peer }

    /// The process that called over a Unix socket, as the kernel saw it when it connected; nil over TCP.
    public var peerCredentials: PeerCredentials? { call.server.peerCredentials }

    /// Who the client has proved to be with a certificate (`ServerTLS.clients`); nil when it showed none. Read from the
    /// certificate at first use, once for each connection.
    public var peerIdentity: PeerIdentity? { call.server.peerCertificate?.identity }

    /// When the client stops waiting, if it said so. Calls that the handler makes inherit it.
    public var deadline: Deadline? { call.deadline }

    /// Whether the connection of this call is about to end, because the server shuts down: no new call begins on it,
    /// and what still runs when `shutdownGrace` is over is cut.
    public var isDraining: Bool { call.server.drainNotice.hasBegun }

    /// Returns when `isDraining` turns true, so that a call without an end of its own can end in order; the client then
    /// makes its next call elsewhere.
    ///
    /// Throws `CancellationError` when the task is cancelled before, as it is when the call has ended.
    nonisolated(nonsending) public func waitForDrain() async throws(CancellationError) {
        try await call.server.drainNotice.wait()
    }

    /// The metadata of the request, decoded at each call. What an interceptor sets here is what those after it see.
    public var metadata: Metadata {
        get { additions?.metadata ?? (try? call.metadata.decoded()) ?? Metadata() }  // checked when the headers came
        set { additions = ContextAdditions(values: additions?.values ?? [:], metadata: newValue) }
    }

    /// The metadata of the request under one key, in lower case; the rest is not decoded.
    public func metadata(for key: String) -> Metadata {
        if let changed = additions?.metadata { return changed.filtered(by: key) }
        return (try? call.metadata.decoded(only: key)) ?? Metadata()
    }

    /// A value that an interceptor has set, or the key's default. Those after it see it, those before it don't.
    public subscript<Key: ServerContextKey>(key: Key.Type) -> Key.Value {
        get { additions?.values[ObjectIdentifier(key)] as? Key.Value ?? Key.defaultValue }
        set {
            var values = additions?.values ?? [:]
            values[ObjectIdentifier(key)] = newValue
            additions = ContextAdditions(values: values, metadata: additions?.metadata)
        }
    }

    /// Calls `tell` once the call has ended, however it did: on the call's event loop, so it must be quick. At once, or
    /// soon, when it has ended already.
    public func whenEnded(_ tell: @escaping @Sendable (CallReport) -> Void) {
        let call = call
        _ = call.loop.perform { call.whenEnded(tell) }
    }

    /// Adds metadata to the response headers. They leave with the first message or `sendHeaders()`; after that
    /// this has no effect.
    public func addResponseHeaders(_ metadata: Metadata) {
        call.responseMetadata.addHeaders(metadata)
    }

    /// Adds metadata to the trailers, which follow the last message.
    public func addTrailers(_ metadata: Metadata) {
        call.responseMetadata.addTrailers(metadata)
    }

    /// What the client may compress the requests of this call with (`grpc-encoding`); each is, or is not.
    public var requestEncoding: CompressionAlgorithm { call.encodings.request }

    /// Compresses the responses of this call in another way than `ServerConfiguration.responseCompression` says, or not
    /// at all (`.off`), as is wise for secrets that stand beside what a client has chosen. Single messages of a stream
    /// can be left as they are (`ResponseWriter.write(_:compress:)`).
    ///
    /// The response headers say it: once they have left, this has no effect.
    public func compressResponses(_ choice: ResponseCompression) {
        call.responseMetadata.setCompression(choice)
    }

    /// What has come and gone so far.
    nonisolated(nonsending) package func messageCount() async -> MessageCount {
        let call = call
        return await call.loop.run(orElse: MessageCount()) { call.traffic }
    }

    /// Sends the response headers now instead of with the first message.
    ///
    /// Throws `INTERNAL` when they hold a key or a value that may not travel.
    nonisolated(nonsending) public func sendHeaders() async throws(RPCError) {
        let call = call
        let failed: RPCError? = await call.loop.run(orElse: .loopStopped) {
            do throws(RPCError) { try call.sendHeaders() } catch { return error }
            return nil
        }
        if let failed { throw failed }
    }
}
