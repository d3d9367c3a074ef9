/// Names a value that an interceptor hands to the handler: the caller's identity, say.
///
///     enum Principal: ServerContextKey {
///         static var defaultValue: User? { nil }
///     }
///     call.context[Principal.self] = user       // in the interceptor
///     guard let user = context[Principal.self]  // in the handler
public protocol ServerContextKey {
    associatedtype Value: Sendable
    /// What a handler finds when nobody has set the value.
    static var defaultValue: Value { get }
}

/// What interceptors have put into a context. Never changed: a context that says more has another one.
final class ContextAdditions: Sendable {
    let values: [ObjectIdentifier: any Sendable]
    /// The request's metadata as an interceptor wants it to be seen.
    let metadata: Metadata?

    init(values: [ObjectIdentifier: any Sendable], metadata: Metadata?) {
        self.values = values
        self.metadata = metadata
    }
}
