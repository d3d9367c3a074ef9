import Martlet
import MartletEventLoop

/// What must hold for a call whose both ends are over.
struct CallVerdict {
    let call: SimulatedCall
    /// Whether something happened in this run that may cost a call its connection, or refuse it.
    let wasDisturbed: Bool

    private var script: CallScript { call.script }

    /// What is wrong; nothing for a call that went as it may.
    var faults: [String] {
        guard call.begun != nil else { return [] }
        guard let outcome = call.outcome else { return ["the call never ended"] }
        var faults: [String] = []
        if call.endCount != 1 { faults.append("ended \(call.endCount) times") }
        if call.handlersStarted > 1 { faults.append("was served \(call.handlersStarted) times") }
        if call.handlersStarted > 0, call.handlerOutcome == nil { faults.append("its handler never ended") }
        if call.requestsReceived > call.requestsSent { faults.append("more requests came than were sent") }
        if call.responsesReceived > call.responsesSent { faults.append("more responses came than were sent") }
        faults += lateness
        switch outcome {
        case .ok: faults += afterSuccess
        case .failed(let error): faults += after(error).map { ["\(error) (\(error.origin)): \($0)"] } ?? []
        case .letGo: break
        }
        return faults
    }

    private var lateness: [String] {
        guard let timeout = script.timeout, let begun = call.begun, let ended = call.ended else { return [] }
        let late = begun.advanced(by: timeout).duration(to: ended)
        return late > script.longestRest + .milliseconds(1) ? ["outlived its deadline by \(late)"] : []
    }

    private var afterSuccess: [String] {
        guard call.handlerOutcome == .returned else {
            return ["OK, but the handler ended with \(String(describing: call.handlerOutcome))"]
        }
        if call.responsesReceived == call.responsesSent { return [] }
        return ["OK with \(call.responsesReceived) of \(call.responsesSent) responses"]
    }

    /// Why a call may not have ended like this.
    private func after(_ error: RPCError) -> String? {
        switch error.code {
        case .cancelled: return call.givenUp || mayHaveStalled ? nil : "nobody cancelled it"
        case .deadlineExceeded: return afterDeadline
        case .unavailable: return wasDisturbed ? nil : "nothing happened to its connection"
        case .unknown: return call.handlerOutcome == .threwOther ? nil : "the handler did nothing strange"
        case .unimplemented: return script.shape == .missing ? nil : "the method exists"
        case let code:
            guard call.handlerOutcome == .threw(code) else { return "the handler said nothing of it" }
            return error.message == "scripted \(script.id)" ? nil : "this is another call's message"
        }
    }

    /// A network may stand still for longer than the server has a response wait.
    private var mayHaveStalled: Bool {
        guard wasDisturbed, let begun = call.begun, let ended = call.ended else { return false }
        return begun.duration(to: ended) >= ServerLimits().stalledStreamTimeout ?? .zero
    }

    private var afterDeadline: String? {
        guard let timeout = script.timeout, let begun = call.begun, let ended = call.ended else {
            return "it has no deadline"
        }
        let early = ended.duration(to: begun.advanced(by: timeout))
        return early > .milliseconds(1) ? "its deadline was \(early) away" : nil
    }
}

extension CallScript {
    /// The longest that the caller takes for what had come before the call ended.
    var longestRest: Duration {
        .microseconds(Int64(clientPause.upperBound * 1000) * Int64(1 + responses.count))
    }
}
