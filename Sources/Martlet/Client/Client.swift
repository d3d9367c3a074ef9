public import MartletEventLoop
public import MartletProtobuf

/// Makes calls to one target.
///
///     let client = try Client("dns:///greeter.internal:8443")
///     let reply = try await GreeterClient(client).greet(GreetRequest(name: "Ada"), options: .deadline(.seconds(1)))
///
/// It works when constructed: the first call connects, later calls share the connection, and a lost connection is
/// made anew with backoff. Letting go of the client (or `close()`) ends it once its calls have ended.
public final class Client: Sendable {
    private let channel: Channel

    /// A client of a target: `dns:///host:port`, `ipv4:1.2.3.4:80`, `ipv6:[::1]:80`, `unix:path` or `host:port`.
    ///
    /// Throws `RuntimeError` for a target that can't be understood and `TLSError` for certificates that can't be used.
    public init(_ target: String, configuration: ClientConfiguration = ClientConfiguration()) throws {
        let loop = try configuration.eventLoop ?? EventLoopGroup.shared().next()
        channel = try Channel(target: Target(target), configuration: configuration, loop: loop)
    }

    /// A client of a channel that was made elsewhere.
    init(channel: Channel) { self.channel = channel }

    deinit { close() }

    /// Calls in flight finish; new ones fail with UNAVAILABLE.
    public func close() {
        let channel = channel
        channel.loop.execute { channel.close() }
    }

    /// The loop on which the client's connection lives. Code that runs on it calls without changing threads.
    public var eventLoop: EventLoop { channel.loop }

    /// Connects now; otherwise the first call does it. Returns once the server's SETTINGS have arrived, and throws
    /// UNAVAILABLE, with the reason, when the server can't be reached.
    nonisolated(nonsending) public func connect() async throws(RPCError) {
        let channel = channel
        let failure: RPCError? = await withUnsafeContinuation { continuation in
            let waits = channel.loop.perform { channel.whenConnected { continuation.resume(returning: $0) } }
            if !waits { continuation.resume(returning: .loopStopped) }
        }
        if let failure { throw failure }
    }

    /// What the connections have carried so far; zeros once the loop has stopped.
    nonisolated(nonsending) public func statistics() async -> ClientStatistics {
        let channel = channel
        return await channel.loop.run(orElse: ClientStatistics()) { channel.statistics }
    }

    // MARK: The four shapes

    /// One request, one response. Throws `RPCError`.
    nonisolated(nonsending) public func unary<Request: Message, Response: Message>(
        _ method: MethodDescriptor<Request, Response>, _ request: Request, options: CallOptions = CallOptions()
    ) async throws(RPCError) -> Response {
        try await oneRequestCall(method.path, request, options).response(Response.self, begin: true)
    }

    /// One request, one response, and the metadata that came with it.
    nonisolated(nonsending) public func unaryResponse<Request: Message, Response: Message>(
        _ method: MethodDescriptor<Request, Response>, _ request: Request, options: CallOptions = CallOptions()
    ) async throws(RPCError) -> UnaryResponse<Response> {
        let call = oneRequestCall(method.path, request, options)
        let message = try await call.response(Response.self, begin: true)
        return UnaryResponse(
            message: message, headers: try await call.headers(), trailers: try await call.trailingMetadata(),
            traffic: await call.messageCount())
    }

    /// One request, many responses.
    nonisolated(nonsending) public func serverStreaming<Request: Message, Response: Message>(
        _ method: MethodDescriptor<Request, Response>, _ request: Request, options: CallOptions = CallOptions()
    ) async throws(RPCError) -> ServerStreamingCall<Response> {
        let call = oneRequestCall(method.path, request, options)
        let handle = CallHandle(call)
        try await call.openStream()
        return ServerStreamingCall(handle)
    }

    /// Many requests, one response.
    nonisolated(nonsending) public func clientStreaming<Request: Message, Response: Message>(
        _ method: MethodDescriptor<Request, Response>, options: CallOptions = CallOptions()
    ) async throws(RPCError) -> ClientStreamingCall<Request, Response> {
        let call = ClientCall(path: method.path, options: options, channel: channel)
        let handle = CallHandle(call)
        try await call.openStream()
        return ClientStreamingCall(handle)
    }

    /// Many requests, many responses, in any order.
    nonisolated(nonsending) public func bidirectionalStreaming<Request: Message, Response: Message>(
        _ method: MethodDescriptor<Request, Response>, options: CallOptions = CallOptions()
    ) async throws(RPCError) -> BidirectionalCall<Request, Response> {
        let call = ClientCall(path: method.path, options: options, channel: channel)
        let handle = CallHandle(call)
        try await call.openStream()
        return BidirectionalCall(handle)
    }

    private func oneRequestCall<Request: Message>(
        _ path: String, _ request: Request, _ options: CallOptions
    ) -> ClientCall {
        ClientCall(path: path, options: options, channel: channel) { call throws(RPCError) in
            try call.enqueue(request)
            call.halfClose()
        }
    }
}
