import MartletProtobuf

/// A registered method: knows how to begin a call. Its four implementations are the four call shapes.
protocol ServerMethod: Sendable {
    var path: String { get }
    /// Whether exactly one request message is expected; the call then begins when the client has ended its side.
    var takesOneRequest: Bool { get }
    /// Begins the handler. `request` holds the one message where one is expected, in the receive buffer.
    func start(_ call: ServerCall, request: UnsafeRawBufferPointer)
}

struct UnaryMethod<Request: Message, Response: Message>: ServerMethod {
    let path: String
    let body: @Sendable (Request, ServerContext) async throws -> Response
    var takesOneRequest: Bool { true }

    func start(_ call: ServerCall, request bytes: UnsafeRawBufferPointer) {
        guard let request: Request = call.decode(bytes) else { return }
        let body = body
        call.run { try call.reply(try await body(request, ServerContext(call))) }
    }
}

struct ServerStreamingMethod<Request: Message, Response: Message>: ServerMethod {
    let path: String
    let body: @Sendable (Request, ResponseWriter<Response>, ServerContext) async throws -> Void
    var takesOneRequest: Bool { true }

    func start(_ call: ServerCall, request bytes: UnsafeRawBufferPointer) {
        guard let request: Request = call.decode(bytes) else { return }
        let body = body
        call.run { try await body(request, ResponseWriter(call), ServerContext(call)) }
    }
}

struct ClientStreamingMethod<Request: Message, Response: Message>: ServerMethod {
    let path: String
    let body: @Sendable (RequestStream<Request>, ServerContext) async throws -> Response
    var takesOneRequest: Bool { false }

    func start(_ call: ServerCall, request: UnsafeRawBufferPointer) {
        let body = body
        call.run { try call.reply(try await body(RequestStream(call), ServerContext(call))) }
    }
}

struct BidirectionalMethod<Request: Message, Response: Message>: ServerMethod {
    let path: String
    let body: @Sendable (RequestStream<Request>, ResponseWriter<Response>, ServerContext) async throws -> Void
    var takesOneRequest: Bool { false }

    func start(_ call: ServerCall, request: UnsafeRawBufferPointer) {
        let body = body
        call.run { try await body(RequestStream(call), ResponseWriter(call), ServerContext(call)) }
    }
}
