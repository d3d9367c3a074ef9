public import MartletProtobuf

/// Refuses calls that their clients would wait for without end, or for longer than is sensible, with INVALID_ARGUMENT:
/// so that whoever forgets a deadline learns it in the first test.
///
/// `MethodLimits.defaultTimeout` and `maxTimeout` give such calls a deadline instead; they hold also while a call waits
/// for its turn. With either of them there is no call without a deadline for this to refuse.
public struct DeadlineRule: ServerInterceptor {
    /// The furthest deadline; nil: any will do.
    public var longest: Duration?

    /// Demands a deadline, and one that is no further away than `longest`.
    public init(longest: Duration? = nil) { self.longest = longest }

    public func intercept<Request: Message, Response: Message>(
        _ call: InterceptedCall<Request, Response>,
        next: @escaping @Sendable (InterceptedCall<Request, Response>) async throws -> Void
    ) async throws {
        guard let deadline = call.context.deadline else {
            throw RPCError(.invalidArgument, "\(call.method.path) is not called without a deadline (grpc-timeout)")
        }
        if let longest, deadline.remaining > longest {
            throw RPCError(
                .invalidArgument,
                "the deadline (grpc-timeout) is more than \(longest) away (setting DeadlineRule.longest)")
        }
        try await next(call)
    }
}
