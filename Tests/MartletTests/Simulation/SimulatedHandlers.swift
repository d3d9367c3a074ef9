import Martlet
import MartletEventLoop

/// The service of a simulated server: each call does what its script says.
///
/// `@unchecked Sendable`: one thread runs a whole simulation.
final class SimulatedHandlers: @unchecked Sendable {
    unowned let simulation: Simulation
    let loop: EventLoop
    /// How many handlers may run for one connection.
    let limit: Int
    private var running: [String: Int] = [:]

    init(_ simulation: Simulation, _ loop: EventLoop, limit: Int) {
        self.simulation = simulation
        self.loop = loop
        self.limit = limit
    }

    var service: NoteService {
        NoteService(
            unary: { [unowned self] note, context in
                try await serve(context) { visit in
                    visit.took(note)
                    try await visit.beforeEnd()
                    return visit.nextResponse()
                }
            },
            collect: { [unowned self] notes, context in
                try await serve(context) { visit in
                    try await visit.read(notes)
                    try await visit.beforeEnd()
                    return visit.nextResponse()
                }
            },
            expand: { [unowned self] note, responses, context in
                try await serve(context) { visit in
                    visit.took(note)
                    try await visit.write(to: responses)
                    try await visit.beforeEnd()
                }
            },
            chat: { [unowned self] notes, responses, context in
                try await serve(context) { visit in
                    try await visit.chat(notes, responses)
                    try await visit.beforeEnd()
                }
            })
    }

    /// Keeps the books about one run of a handler.
    private func serve<Value>(
        _ context: ServerContext, _ body: (HandlerVisit) async throws -> Value
    ) async throws -> Value {
        guard let id = context.metadata(for: "x-call")["x-call"].flatMap({ Int($0) }) else {
            simulation.report("a call came without its number")
            throw RPCError(.dataLoss, "no number")
        }
        let call = simulation.calls[id]
        if call.begun == nil { simulation.report("call \(id) is served before it began") }
        call.handlersStarted += 1
        simulation.note("serve", id, call.handlersStarted)
        let count = running[context.peer, default: 0] + 1
        running[context.peer] = count
        if count > limit { simulation.report("\(count) handlers run for one connection, the limit is \(limit)") }
        let visit = HandlerVisit(call, context, loop, simulation)
        do {
            if call.script.sendsHeadersFirst { try await context.sendHeaders() }
            let value = try await body(visit)
            ended(call, .returned, context)
            return value
        } catch {
            let outcome = (error as? RPCError).map { SimulatedCall.HandlerOutcome.threw($0.code) } ?? .threwOther
            ended(call, outcome, context)
            throw error
        }
    }

    private func ended(_ call: SimulatedCall, _ outcome: SimulatedCall.HandlerOutcome, _ context: ServerContext) {
        if !loop.isCurrent { simulation.report("the handler of call \(call.script.id) left its loop") }
        call.handlerOutcome = outcome
        running[context.peer, default: 1] -= 1
        simulation.note("served", call.script.id, call.requestsReceived, call.responsesSent)
    }
}

/// One run of a handler.
///
/// `@unchecked Sendable`: on its loop only.
final class HandlerVisit: @unchecked Sendable {
    struct Strange: Error {}

    private let call: SimulatedCall
    private let context: ServerContext
    private let loop: EventLoop
    private unowned let simulation: Simulation
    private var random: SeededRandom
    private var script: CallScript { call.script }

    init(_ call: SimulatedCall, _ context: ServerContext, _ loop: EventLoop, _ simulation: Simulation) {
        self.call = call
        self.context = context
        self.loop = loop
        self.simulation = simulation
        random = SeededRandom(UInt64(call.script.id) ^ 0x5eed)
    }

    func took(_ note: Note) {
        if let fault = call.fault(of: note, call.requestsReceived, sizes: script.requests) {
            simulation.report("call \(script.id), request: \(fault)")
        }
        call.requestsReceived += 1
    }

    func read(_ notes: RequestStream<Note>) async throws {
        if script.reads == 0 { return }
        for try await note in notes {
            took(note)
            await pause()
            if call.requestsReceived == script.reads { return }
        }
        if script.reads == nil, call.requestsReceived < script.requests.count {
            simulation.report("call \(script.id): the requests ended after \(call.requestsReceived)")
        }
    }

    func write(to responses: ResponseWriter<Note>, upTo limit: Int = .max) async throws {
        while call.responsesSent < min(script.responses.count, limit) {
            try await responses.write(nextResponse())
            await pause()
        }
    }

    func nextResponse() -> Note {
        let index = call.responsesSent
        call.responsesSent += 1
        return SimulatedCall.message(script.id, index, size: script.responses[index])
    }

    func chat(_ notes: RequestStream<Note>, _ responses: ResponseWriter<Note>) async throws {
        if script.interleaves, script.reads != 0 {
            for try await note in notes {
                took(note)
                try await write(to: responses, upTo: call.requestsReceived)
                if call.requestsReceived == script.reads { break }
            }
        } else {
            try await read(notes)
        }
        try await write(to: responses)
    }

    /// The last pause, and the end that the script wants if it is not a return.
    func beforeEnd() async throws {
        if script.waitsForDrain { try await context.waitForDrain() }
        await pause()
        switch script.ending {
        case .normally: return
        case .status(let code): throw RPCError(code, "scripted \(script.id)")
        case .otherError: throw Strange()
        }
    }

    private func pause() async {
        let duration = random.milliseconds(script.serverPause)
        await Pause.lasting(duration, on: loop, ignoringCancellation: script.ignoresCancellation)
        checkDeadline()
    }

    /// A handler that can be cancelled is, at the call's deadline.
    private func checkDeadline() {
        guard let deadline = context.deadline, !Task.isCancelled else { return }
        let late = deadline.time.duration(to: loop.now)
        if late > .milliseconds(1) { simulation.report("call \(script.id) runs on \(late) after its deadline") }
    }
}
