/// Reports what held a loop for too long: while one handler computes or blocks, every other connection of it waits.
public struct Watchdog: Sendable {
    /// A tick longer than this is reported. 50 ms by default.
    public let limit: Duration
    /// Gets the loop's name and the length of the tick, on the loop, after the tick; so it must be quick itself.
    public let report: @Sendable (_ loop: String, _ tick: Duration) -> Void

    /// A watchdog with a limit and someone to tell.
    public init(limit: Duration = .milliseconds(50), report: @escaping @Sendable (String, Duration) -> Void) {
        self.limit = limit
        self.report = report
    }
}
