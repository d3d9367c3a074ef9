import MartletEventLoop
import MartletHTTP2

/// When a connection has to do something for the time that has passed, and what.
///
/// A machine without I/O or clock. Its connection keeps one timer for all of it, set to the earliest instant at which
/// a rule could have something to say; what happens meanwhile only leaves a note of when, and the timer finds that it
/// came too early. So a call costs no timer.
struct ConnectionLife: Sendable {
    /// How long things may take. `nil` turns a rule off.
    struct Terms: Hashable, Sendable {
        /// From our SETTINGS to the peer's acknowledgement.
        var settingsAcknowledgement: Duration?
        /// From the handshake to the first call.
        var firstCall: Duration?
        /// Without a call.
        var idle: Duration?
        /// From the handshake to GOAWAY, and from there to the end.
        var age: Duration?
        var ageGrace: Duration?
        var keepalive: Keepalive?
        /// From the first byte of a header block to its last.
        var headerBlock: Duration?
        /// Output of a stream, or of the whole connection, that waits for the peer and doesn't move.
        var stalledStream: Duration?
        var stalledConnection: Duration?
    }

    /// What the connection notes as things happen.
    struct Notes: Sendable {
        var lastRead = MonotonicTime(nanoseconds: 0)
        var lastWrite = MonotonicTime(nanoseconds: 0)
        /// When the last call ended.
        var idleSince = MonotonicTime(nanoseconds: 0)
        var hasCalls = false
        var hadCalls = false
        var settingsAcknowledged = false
        /// Since when a header block has been arriving.
        var headerBlockSince: MonotonicTime?
        /// The socket takes nothing.
        var isBlocked = false
        /// The peer knows that the connection is to end.
        var isDraining = false
    }

    enum Step: Hashable, Sendable {
        case ping
        /// End when the calls have.
        case retire(ConnectionCloseReason)
        /// Say why, and end.
        case dismiss(HTTP2ErrorCode, ConnectionCloseReason)
        case close(ConnectionCloseReason)
        /// Look whose output has not moved.
        case lookForStalledCalls
    }

    /// How often the output of calls is looked at, in parts of the time that it may stand still.
    private static let looksPerStall = 3

    let terms: Terms
    private let begin: MonotonicTime
    private let ageLimit: MonotonicTime?
    private var graceEnd: MonotonicTime?
    private var pingedAt: MonotonicTime?
    private var nextLook: MonotonicTime

    /// - Parameter jitter: what the age is multiplied with, so that connections made together don't end together
    ///   (gRFC A9: 0.9 to 1.1).
    init(_ terms: Terms, at now: MonotonicTime, jitter: Double) {
        self.terms = terms
        begin = now
        nextLook = now
        ageLimit = terms.age.map { now.advanced(by: $0.bounded * jitter) }
    }

    /// The earliest instant at which `step` may have an answer, as things stand.
    func next(_ notes: Notes) -> MonotonicTime {
        rules(notes).map(\.due).min() ?? .distantFuture
    }

    /// What is due now; to be asked again until there is nothing more.
    mutating func step(_ notes: Notes, at now: MonotonicTime) -> Step? {
        // Nothing to look at. Short calls would each find that a look had been due for long, and be over when it came.
        if !notes.hasCalls, nextLook <= now { nextLook = now.advanced(by: lookInterval) }
        guard let rule = rules(notes).filter({ $0.due <= now }).min(by: { $0.due < $1.due }) else { return nil }
        switch rule.step {
        case .ping: pingedAt = now
        case .lookForStalledCalls: nextLook = now.advanced(by: lookInterval)
        case .retire(.aged): graceEnd = terms.ageGrace.map { now.advanced(by: $0) } ?? .distantFuture
        default: break
        }
        return rule.step
    }

    /// How soon after its first call a connection must be looked at, in nanoseconds; `max`: never.
    var callInterval: UInt64 {
        let rules = [terms.stalledStream.map { _ in lookInterval }, terms.keepalive?.time].compactMap(\.self)
        return rules.min().map { MonotonicTime(nanoseconds: 0).advanced(by: $0).nanoseconds } ?? .max
    }

    private var lookInterval: Duration {
        max(terms.stalledStream ?? .seconds(30), .milliseconds(10)) / Self.looksPerStall
    }

    private func rules(_ notes: Notes) -> [(due: MonotonicTime, step: Step)] {
        var rules: [(due: MonotonicTime, step: Step)] = []
        func add(_ start: MonotonicTime?, _ length: Duration?, _ step: Step) {
            if let start, let length { rules.append((start.advanced(by: length), step)) }
        }
        if !notes.settingsAcknowledged {
            add(begin, terms.settingsAcknowledgement, .dismiss(.settingsTimeout, .settingsTimeout))
        }
        add(notes.headerBlockSince, terms.headerBlock, .dismiss(.enhanceYourCalm, .headerTimeout))
        if notes.isBlocked { add(notes.lastWrite, terms.stalledConnection, .close(.stalled)) }
        if notes.hasCalls, terms.stalledStream != nil { add(nextLook, .zero, .lookForStalledCalls) }
        addKeepalive(notes, to: &rules)
        if let graceEnd { rules.append((graceEnd, .close(.aged))) }
        if notes.isDraining { return rules }
        if !notes.hadCalls {
            add(begin, terms.firstCall ?? terms.idle, .retire(terms.firstCall == nil ? .idle : .unused))
        } else if !notes.hasCalls {
            add(notes.idleSince, terms.idle, .retire(.idle))
        }
        add(ageLimit, .zero, .retire(.aged))
        return rules
    }

    /// gRFC A8: any byte is a sign of life.
    private func addKeepalive(_ notes: Notes, to rules: inout [(due: MonotonicTime, step: Step)]) {
        guard let keepalive = terms.keepalive, notes.hasCalls || keepalive.withoutCalls else { return }
        if let pingedAt, notes.lastRead <= pingedAt {
            rules.append((pingedAt.advanced(by: keepalive.timeout), .close(.keepaliveTimeout)))
        } else {
            rules.append((notes.lastRead.advanced(by: keepalive.time), .ping))
        }
    }
}
