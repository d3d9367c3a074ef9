public import MartletEventLoop
public import MartletProtobuf

/// A service that a server can offer. Generated protocols refine it and provide the one requirement.
public protocol RPCService: Sendable {
    /// Registers each method with the function that serves it.
    nonisolated func register(in methods: inout MethodRegistry)

    /// The server is about to open its listeners and will serve these services, by their full names in order: one that
    /// describes the server learns here what there is. It must not block. Does nothing by default.
    nonisolated func serverWillStart(serving services: [String])

    /// The server was told to end and will refuse new connections soon, at the earliest after its `shutdownDelay`: a
    /// health service reports NOT_SERVING from now on. Called once, on any thread, before anything else of the drain
    /// happens; it must not block. Does nothing by default.
    nonisolated func serverWillDrain()
}

extension RPCService {
    public nonisolated func serverWillStart(serving services: [String]) {}
    public nonisolated func serverWillDrain() {}
}

/// The methods of a server while it is being put together: generated code's one door into the runtime.
///
/// What is `@inlinable` here is compiled where the messages are known: the part of a call that handles them then
/// costs no generic code at run time. Bodies are `@concurrent`: one that inherits its executor would look it up again
/// when it returns (200 instructions, and a lock), and in a task of the loop both kinds run on the loop.
public struct MethodRegistry: Sendable {
    private(set) var methods: [String: ServerMethod] = [:]
    private(set) var duplicates: [String] = []
    private let interceptions: [Interception]
    private let limits: [MethodScope: MethodLimits]

    /// The outermost interceptor is the first.
    init(interceptions: [Interception] = [], limits: [MethodScope: MethodLimits] = [:]) {
        self.interceptions = interceptions
        self.limits = limits
    }

    /// Full names of the services that have a method here, in order.
    var services: [String] { Set(methods.values.map(\.service)).sorted() }

    /// A method that answers one message with one message.
    @inlinable
    public mutating func unary<Request: Message, Response: Message>(
        _ descriptor: MethodDescriptor<Request, Response>,
        _ body: @escaping @concurrent @Sendable (Request, ServerContext) async throws -> Response
    ) {
        if let chain = chain(of: descriptor.path) {
            return add(descriptor, chain) { call in
                let request = try await call.requests.only()
                try await call.responses.write(try await body(request, call.context))
            }
        }
        add(descriptor.path, descriptor.shape) { work in
            let call = ServerCall.of(work)
            let request = try call.takeRequest(Request.self)
            try call.reply(try await body(request, ServerContext(call)))
        }
    }

    /// A method that answers many messages with one.
    @inlinable
    public mutating func clientStreaming<Request: Message, Response: Message>(
        _ descriptor: MethodDescriptor<Request, Response>,
        _ body: @escaping @concurrent @Sendable (RequestStream<Request>, ServerContext) async throws -> Response
    ) {
        if let chain = chain(of: descriptor.path) {
            return add(descriptor, chain) { call in
                try await call.responses.write(try await body(call.requests, call.context))
            }
        }
        add(descriptor.path, descriptor.shape) { work in
            let call = ServerCall.of(work)
            try call.reply(try await body(RequestStream(call), ServerContext(call)))
        }
    }

    /// A method that answers one message with many.
    @inlinable
    public mutating func serverStreaming<Request: Message, Response: Message>(
        _ descriptor: MethodDescriptor<Request, Response>,
        _ body: @escaping @concurrent @Sendable (Request, ResponseWriter<Response>, ServerContext) async throws -> Void
    ) {
        if let chain = chain(of: descriptor.path) {
            return add(descriptor, chain) { call in
                try await body(try await call.requests.only(), call.responses, call.context)
            }
        }
        add(descriptor.path, descriptor.shape) { work in
            let call = ServerCall.of(work)
            let request = try call.takeRequest(Request.self)
            try await body(request, ResponseWriter(call), ServerContext(call))
        }
    }

    /// A method where both sides send many messages, in any order.
    @inlinable
    public mutating func bidirectionalStreaming<Request: Message, Response: Message>(
        _ descriptor: MethodDescriptor<Request, Response>,
        _ body:
            @escaping @concurrent @Sendable (RequestStream<Request>, ResponseWriter<Response>, ServerContext)
            async throws -> Void
    ) {
        if let chain = chain(of: descriptor.path) {
            return add(descriptor, chain) { call in
                try await body(call.requests, call.responses, call.context)
            }
        }
        add(descriptor.path, descriptor.shape) { work in
            let call = ServerCall.of(work)
            try await body(RequestStream(call), ResponseWriter(call), ServerContext(call))
        }
    }

    /// The paths of the methods, by number.
    var paths: [String] { methods.values.sorted { $0.number < $1.number }.map(\.path) }

    @usableFromInline
    mutating func add(_ path: String, _ shape: CallShape, _ body: @escaping LoopBody) {
        let method = ServerMethod(
            path: path, number: methods.count, shape: shape, limits: limits.limits(of: path), body: body)
        if methods.updateValue(method, forKey: path) != nil { duplicates.append(path) }
    }

    // MARK: Interceptors

    /// Who stands before a method; nil when nobody does, and then a call of it costs nothing more.
    @usableFromInline
    func chain(of path: String) -> InterceptorChain? {
        let chain = interceptions.filter { $0.scope.covers(path) }.map(\.interceptor)
        return chain.isEmpty ? nil : InterceptorChain(interceptors: chain)
    }

    @usableFromInline
    mutating func add<Request: Message, Response: Message>(
        _ descriptor: MethodDescriptor<Request, Response>, _ chain: InterceptorChain,
        _ handler: @escaping @Sendable (InterceptedCall<Request, Response>) async throws -> Void
    ) {
        add(descriptor.path, descriptor.shape) { work in
            let call = ServerCall.of(work)
            call.keepRequest()
            let intercepted = InterceptedCall<Request, Response>(
                method: descriptor, requests: RequestStream(call), responses: ResponseWriter(call),
                context: ServerContext(call))
            try await chain.run(intercepted, handler)
            try call.checkAnswered()
        }
    }

    /// Scopes that name nothing that is served, most likely because of a mistake.
    var idleScopes: [MethodScope] {
        (interceptions.map(\.scope) + limits.keys).filter { scope in
            scope != .all && !methods.keys.contains { scope.covers($0) }
        }
    }
}
