public import MartletProtobuf

/// A service that a server can offer. Generated protocols refine it and provide the one requirement.
public protocol RPCService: Sendable {
    /// Registers each method with the function that serves it.
    nonisolated func register(in methods: inout MethodRegistry)
}

/// The methods of a server while it is being put together: generated code's one door into the runtime.
public struct MethodRegistry: Sendable {
    private(set) var methods: [String: any ServerMethod] = [:]
    private(set) var duplicates: [String] = []

    /// A method that answers one message with one message.
    public mutating func unary<Request: Message, Response: Message>(
        _ descriptor: MethodDescriptor<Request, Response>,
        _ body: @escaping @Sendable (Request, ServerContext) async throws -> Response
    ) {
        add(UnaryMethod(path: descriptor.path, body: body))
    }

    /// A method that answers many messages with one.
    public mutating func clientStreaming<Request: Message, Response: Message>(
        _ descriptor: MethodDescriptor<Request, Response>,
        _ body: @escaping @Sendable (RequestStream<Request>, ServerContext) async throws -> Response
    ) {
        add(ClientStreamingMethod(path: descriptor.path, body: body))
    }

    /// A method that answers one message with many.
    public mutating func serverStreaming<Request: Message, Response: Message>(
        _ descriptor: MethodDescriptor<Request, Response>,
        _ body: @escaping @Sendable (Request, ResponseWriter<Response>, ServerContext) async throws -> Void
    ) {
        add(ServerStreamingMethod(path: descriptor.path, body: body))
    }

    /// A method where both sides send many messages, in any order.
    public mutating func bidirectionalStreaming<Request: Message, Response: Message>(
        _ descriptor: MethodDescriptor<Request, Response>,
        _ body:
            @escaping @Sendable (RequestStream<Request>, ResponseWriter<Response>, ServerContext) async throws -> Void
    ) {
        add(BidirectionalMethod(path: descriptor.path, body: body))
    }

    private mutating func add(_ method: any ServerMethod) {
        if methods.updateValue(method, forKey: method.path) != nil { duplicates.append(method.path) }
    }
}
