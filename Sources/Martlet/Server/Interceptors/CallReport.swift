/// How a served call went, told when it has ended: answered, cancelled, past its deadline, or its connection lost.
public struct CallReport: Sendable {
    /// The request path: `/greeter.v1.Greeter/Greet`.
    public let method: String
    /// The peer's address.
    public let peer: String
    /// The status that ended the call; nil is OK.
    public let error: RPCError?
    /// The status by its name: `OK`, `NOT_FOUND`.
    public var status: String { Self.status(error) }
    /// From the request's headers to the status.
    public let duration: Duration
    /// The messages that the handler took, and those that were sent.
    public let traffic: MessageCount

    static func status(_ error: RPCError?) -> String { error.map { "\($0.code)" } ?? "OK" }
}
