/// Asking a silent peer with PING whether it is still there (gRFC A8). Any byte counts as an answer.
public struct Keepalive: Hashable, Sendable {
    /// How long the peer must be silent: a client's is taken as 10 seconds at least.
    public var time: Duration
    /// How long to wait for the answer before the connection counts as lost: 20 seconds.
    public var timeout: Duration
    /// Whether to ask while no call is open. Servers may take that amiss.
    public var withoutCalls: Bool

    /// Asks after `time` of silence.
    public init(time: Duration, timeout: Duration = .seconds(20), withoutCalls: Bool = false) {
        self.time = time
        self.timeout = timeout
        self.withoutCalls = withoutCalls
    }
}
