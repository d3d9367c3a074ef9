import Martlet
import MartletEventLoop

/// Counts and times of calls, of one loop or of several together.
package struct CallFigures: Sendable {
    /// Calls that began, those of the warm-up included.
    var begun = 0
    /// Calls by status, OK first.
    package var statuses = [Int](repeating: 0, count: 17)
    /// Calls that the generator ended with the window.
    var cut = 0
    /// Calls that were given up after the drain.
    var unfinished = 0
    /// Calls of an open loop that began later than they should.
    var late = 0
    /// Calls of an open loop that were due and never began.
    var notStarted = 0
    var messagesSent = 0
    var messagesReceived = 0
    /// Bytes of the messages received.
    var responseBytes = 0
    package var latency = LatencyHistogram()
    /// When the last of the counted calls ended.
    var lastEnd = MonotonicTime(nanoseconds: 0)
    var firstFailure: RPCError?

    /// Calls that count and have a status.
    var ended: Int { statuses.reduce(0, +) }

    mutating func add(_ other: CallFigures) {
        begun += other.begun
        for index in statuses.indices { statuses[index] += other.statuses[index] }
        cut += other.cut
        unfinished += other.unfinished
        late += other.late
        notStarted += other.notStarted
        messagesSent += other.messagesSent
        messagesReceived += other.messagesReceived
        responseBytes += other.responseBytes
        latency.add(other.latency)
        lastEnd = max(lastEnd, other.lastEnd)
        firstFailure = firstFailure ?? other.firstFailure
    }
}
