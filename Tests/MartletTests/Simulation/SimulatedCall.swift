import Martlet
import MartletEventLoop

/// One call of a simulation: what it was to do, and what both ends saw of it.
///
/// `@unchecked Sendable`: one thread runs a whole simulation.
final class SimulatedCall: @unchecked Sendable {
    /// How the caller's side ended.
    enum Outcome {
        case ok
        case failed(RPCError)
        /// The caller let go of it; nobody was told.
        case letGo
    }

    /// How the handler's side ended.
    enum HandlerOutcome: Equatable {
        case returned
        case threw(RPCError.Code)
        case threwOther
    }

    let script: CallScript
    var begun: MonotonicTime?
    var outcome: Outcome?
    var endCount = 0
    var ended: MonotonicTime?
    /// When the caller gave it up.
    var givenUp = false
    var handlersStarted = 0
    var handlerOutcome: HandlerOutcome?
    var requestsSent = 0
    var requestsReceived = 0
    var responsesSent = 0
    var responsesReceived = 0
    /// What cancels it, once it runs.
    var cancel: () -> Void = {}

    init(_ script: CallScript) { self.script = script }

    /// For whoever replays a run.
    var summary: String {
        "\(script)\n    \(requestsReceived)/\(requestsSent) requests, \(responsesReceived)/\(responsesSent) responses, "
            + "\(handlersStarted) handlers, \(String(describing: handlerOutcome)), \(String(describing: outcome))"
    }

    func end(_ outcome: Outcome, at time: MonotonicTime) {
        endCount += 1
        self.outcome = self.outcome ?? outcome
        ended = time
    }

    /// A message that says which one it is, so that loss, repetition and mixing up are seen.
    static func message(_ id: Int, _ index: Int, size: Int) -> Note {
        let body = [UInt8](repeating: UInt8(truncatingIfNeeded: id &+ index), count: size)
        return Note("\(id)", number: Int32(index), body: Bytes(body))
    }

    /// What is wrong with a message that came as number `index`.
    func fault(of note: Note, _ index: Int, sizes: [Int]) -> String? {
        guard index < sizes.count else { return "message \(index) is one too many" }
        let body = UInt8(truncatingIfNeeded: script.id &+ index)
        if note.text != "\(script.id)" || note.number != index { return "got \(note.text)/\(note.number) as \(index)" }
        if note.body.count != sizes[index] { return "message \(index) has \(note.body.count) of \(sizes[index]) bytes" }
        let isWhole = note.body.first ?? body == body && note.body.last ?? body == body
        return isWhole ? nil : "message \(index) is mixed up"
    }
}
