public import MartletProtobuf

/// Stands between the server and its handlers: sees each call before its handler does, and its end.
///
/// One shape serves all four kinds of calls: whoever sends one message is a stream of one. What comes before `next`
/// happens before the handler, what comes after it happens after, and a call without `next` never reaches the handler:
///
///     struct RequireKey: ServerInterceptor {
///         func intercept<Request: Message, Response: Message>(
///             _ call: InterceptedCall<Request, Response>,
///             next: @escaping @Sendable (InterceptedCall<Request, Response>) async throws -> Void
///         ) async throws {
///             guard let key = call.context.metadata["x-key"] else { throw RPCError(.unauthenticated, "no x-key") }
///             var call = call
///             call.context[Principal.self] = try await principal(of: key)
///             try await next(call)
///         }
///     }
///
/// To change messages, hand `next` a call whose `requests` or `responses` are `transformed`; to answer in the
/// handler's stead, write to `responses` and return. An error that is thrown becomes the call's status, as a handler's
/// own does. To learn how the call ended, however it did, use `ServerContext.whenEnded(_:)`.
public protocol ServerInterceptor: Sendable {
    /// Serves a call, as a rule by calling `next` once with what was given.
    ///
    /// `next` returns when the handler has, and throws what it threw. The task is the handler's: it is cancelled when
    /// the call ends early, and task-local values that are set around `next` reach the handler.
    func intercept<Request: Message, Response: Message>(
        _ call: InterceptedCall<Request, Response>,
        next: @escaping @Sendable (InterceptedCall<Request, Response>) async throws -> Void
    ) async throws
}

/// A call on its way to its handler.
public struct InterceptedCall<Request: Message, Response: Message>: Sendable {
    /// The method that was called.
    public let method: MethodDescriptor<Request, Response>
    /// The requests that the handler will read: exactly one when the method's shape says so.
    public var requests: RequestStream<Request>
    /// Where the handler's responses go: exactly one when the method's shape says so; a second is refused.
    public var responses: ResponseWriter<Response>
    /// What else the handler will know.
    public var context: ServerContext
}

/// The interceptors of one method, the outermost first.
@usableFromInline
struct InterceptorChain: Sendable {
    let interceptors: [any ServerInterceptor]

    func run<Request: Message, Response: Message>(
        _ call: InterceptedCall<Request, Response>, from index: Int = 0,
        _ handler: @escaping @Sendable (InterceptedCall<Request, Response>) async throws -> Void
    ) async throws {
        guard index < interceptors.count else { return try await handler(call) }
        try await interceptors[index].intercept(call) { try await run($0, from: index + 1, handler) }
    }
}
