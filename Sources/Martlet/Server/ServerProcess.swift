import MartletEventLoop

/// What a server is in this process once it has been started: one that serves, or one that watches those that do.
protocol ServerProcess: Sendable {
    /// Where it listens.
    var addresses: [SocketAddress] { get }
    /// A service group runs, whose signals end it in order.
    func signalsAreHeeded()
    /// Drains and ends; calls `willDrain` first where services run.
    func shutDown(_ willDrain: () -> Void) async -> DrainReport
}
