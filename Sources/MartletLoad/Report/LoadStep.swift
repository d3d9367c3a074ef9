public import Martlet
import MartletEventLoop

/// What one step of a run came to.
public struct LoadStep: Sendable {
    /// The percentiles that reports show.
    public static let percentiles = [50, 75, 90, 95, 99, 99.9, 99.99]

    let rate: Double?
    let figures: CallFigures
    /// From the window's start to its end, or to the end of the last call that counts, if that was later or calls were
    /// counted out.
    let elapsed: Duration
    let own: ProcessUsage
    let server: ProcessUsage?
    let bytesSent: Int
    let bytesReceived: Int
    let connectionsOpened: Int

    init(
        _ plan: LoadPlan, rate: Double?, window: Window, figures: CallFigures, before: Sample, after: Sample
    ) {
        self.rate = rate
        self.figures = figures
        let end = window.end == .distantFuture ? figures.lastEnd : max(window.end, figures.lastEnd)
        elapsed = max(window.begin.duration(to: end), .nanoseconds(1))
        own = after.own.since(before.own)
        server = after.server.flatMap { after in before.server.map { after.since($0) } }
        bytesSent = after.wire.bytesSent - before.wire.bytesSent
        bytesReceived = after.wire.bytesReceived - before.wire.bytesReceived
        connectionsOpened = after.wire.connectionsOpened
    }

    /// Calls that count and have ended with a status.
    public var calls: Int { figures.ended }
    /// All calls that began in this step, those of the warm-up included: what the server has seen.
    public var callsBegun: Int { figures.begun }
    /// How many of the counted calls ended with each status; those that did not occur are left out.
    public var statuses: [(code: Int, count: Int)] {
        figures.statuses.enumerated().filter { $0.element > 0 }.map { ($0.offset, $0.element) }
    }
    /// Calls that count and were ended by the generator at the end of the window.
    public var cut: Int { figures.cut }
    /// Calls that count and were given up after the drain.
    public var unfinished: Int { figures.unfinished }
    /// Calls that began later than they should, because `maxOutstanding` others were under way.
    public var late: Int { figures.late }
    /// Calls that should have begun in the window and never did.
    public var notStarted: Int { figures.notStarted }
    /// Messages sent in the window.
    public var messagesSent: Int { figures.messagesSent }
    /// Messages that came in the window.
    public var messagesReceived: Int { figures.messagesReceived }
    /// Bytes of those, without prefixes and frames.
    public var responseBytes: Int { figures.responseBytes }
    /// Why the first call failed that did.
    public var firstFailure: RPCError? { figures.firstFailure }
    /// Seconds that rates refer to.
    public var seconds: Double { elapsed.seconds }
    /// Calls per second.
    public var callRate: Double { Double(calls) / seconds }
    /// Messages received per second.
    public var messageRate: Double { Double(messagesReceived) / seconds }
    /// How many latencies were recorded: calls, or round trips.
    public var latencies: Int { figures.latency.count }

    /// A percentile of the latency, in microseconds.
    public func latency(percentile: Double) -> Double { figures.latency.percentile(percentile) }

    /// How many calls (or round trips) took at least so long, to three digits.
    public func latencies(atLeast bound: Duration) -> Int { figures.latency.count(atLeast: bound) }

    /// Whether every call that counts ended with one of the statuses, and was begun and ended in time.
    public func isAsExpected(_ expected: Set<Int>) -> Bool {
        statuses.allSatisfy { expected.contains($0.code) } && unfinished == 0 && notStarted == 0
    }
}
