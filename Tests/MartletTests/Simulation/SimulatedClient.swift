import Logging
import MartletEventLoop
import Synchronization

@testable import Martlet

/// A client of a simulation, and the callers that use it.
///
/// `@unchecked Sendable`: one thread runs a whole simulation.
final class SimulatedClient: @unchecked Sendable {
    unowned let simulation: Simulation
    let host: SimulatedHost
    private(set) var client: Client?
    private(set) weak var channel: Channel?
    private(set) var runningTasks = 0

    init(_ simulation: Simulation, _ name: String, _ addresses: [SocketAddress], _ random: SeededRandom) throws {
        self.simulation = simulation
        let host = SimulatedHost(name, at: simulation.now)
        self.host = host
        var configuration = ClientConfiguration(security: try simulation.plan.clientSecurity, eventLoop: host.loop)
        configuration.logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        configuration.streamWindowBytes = simulation.plan.clientStreamWindow
        configuration.connectionWindowBytes = simulation.plan.clientWindow
        configuration.windowGrowth = simulation.plan.growth
        let channel = try Channel(
            target: Target("localhost:1"), configuration: configuration, loop: host.loop,
            resolve: { _, loop, completion in loop.execute { completion(.success(addresses)) } },
            connect: { [weak simulation] loop, address, completion in
                let attempt = SimulatedConnect(loop, completion)
                simulation?.network.connect(from: host, to: address, attempt)
                return attempt
            },
            random: random)
        self.channel = channel
        client = Client(channel: channel)
    }

    /// Has a task of its own make the call.
    func start(_ call: SimulatedCall) {
        guard let client else { return }
        runningTasks += 1
        let caller = SimulatedCaller(simulation, host.loop, call)
        host.loop.execute { [self] in
            let task = host.loop.startTask { [self] in
                await caller.make(with: client)
                runningTasks -= 1
            }
            guard case .cancelTask = call.script.farewell, call.outcome == nil else { return }
            call.cancel = { task.cancel() }
            if call.givenUp { task.cancel() }
        }
    }

    func close() { client?.close() }

    /// Lets go of the client, which ends it too.
    func drop() { client = nil }
}

/// Makes one call and notes what came of it.
///
/// `@unchecked Sendable`: on the client's loop only.
final class SimulatedCaller: @unchecked Sendable {
    private unowned let simulation: Simulation
    private let loop: EventLoop
    private let call: SimulatedCall
    private var random: SeededRandom
    private var script: CallScript { call.script }

    init(_ simulation: Simulation, _ loop: EventLoop, _ call: SimulatedCall) {
        self.simulation = simulation
        self.loop = loop
        self.call = call
        random = call.script.random
    }

    func make(with client: Client) async {
        call.begun = loop.now
        simulation.note("begin", script.id, script.shape.rawValue)
        var outcome = SimulatedCall.Outcome.ok
        do {
            switch script.shape {
            case .unary, .missing: try await unary(client)
            case .clientStreaming: try await collect(client)
            case .serverStreaming: outcome = try await expand(client) ? .ok : .letGo
            case .bidirectional: outcome = try await chat(client) ? .ok : .letGo
            }
        } catch {
            outcome = .failed(error)
        }
        if !loop.isCurrent { simulation.report("the caller of \(script.id) left its loop") }
        call.end(outcome, at: loop.now)
        call.cancel = {}
        var code = outcome.code
        if simulation.sabotage == .answerTwice, code == 0, script.id % 3 == 1 { call.end(outcome, at: loop.now) }
        if simulation.sabotage == .tryAgain, code == 14, script.shape == .unary {
            call.outcome = nil
            call.endCount = 0
            code = 0
            if (try? await unary(client)) != nil { call.end(.ok, at: loop.now) }
        }
        simulation.note("end", script.id, code, call.responsesReceived)
    }

    private var options: CallOptions {
        var metadata: Metadata = ["x-call": "\(script.id)"]
        if script.metadataBytes > 0 {
            metadata.add("x-filler", String(repeating: "f", count: script.metadataBytes))
            metadata.add("x-filler-bin", binary: [UInt8](repeating: 7, count: script.metadataBytes / 4))
        }
        return CallOptions(timeout: script.timeout, metadata: metadata, waitForReady: script.waitsForReady)
    }

    private func nextRequest() -> Note {
        let index = call.requestsSent
        call.requestsSent += 1
        return SimulatedCall.message(script.id, index, size: script.requests[index])
    }

    private func took(_ note: Note) {
        if let fault = call.fault(of: note, call.responsesReceived, sizes: script.responses) {
            simulation.report("call \(script.id), response: \(fault)")
        }
        call.responsesReceived += 1
    }

    private func pause() async { await Pause.lasting(random.milliseconds(script.clientPause), on: loop) }

    private func unary(_ client: Client) async throws(RPCError) {
        let method = script.shape == .missing ? NoteService.Methods.missing : NoteService.Methods.unary
        call.requestsSent = 0
        took(try await client.unaryResponse(method, nextRequest(), options: options).message)
    }

    private func collect(_ client: Client) async throws(RPCError) {
        let calling = try await client.clientStreaming(NoteService.Methods.collect, options: options)
        setCancel { calling.cancel() }
        while call.requestsSent < script.requests.count {
            // A server that answers early takes no more; `finish` says how.
            do throws(RPCError) { try await calling.send(nextRequest()) } catch { break }
            await pause()
        }
        took(try await calling.finish())
    }

    /// False when it was let go of.
    private func expand(_ client: Client) async throws(RPCError) -> Bool {
        let calling = try await client.serverStreaming(NoteService.Methods.expand, nextRequest(), options: options)
        setCancel { calling.cancel() }
        if script.sendsHeadersFirst { _ = try await calling.headers() }
        for try await note in calling {
            took(note)
            await pause()
            if isLetGo { return false }
        }
        return true
    }

    private func chat(_ client: Client) async throws(RPCError) -> Bool {
        let calling = try await client.bidirectionalStreaming(NoteService.Methods.chat, options: options)
        setCancel { calling.cancel() }
        async let sending: Void = send(on: calling)
        var isWhole = false
        do throws(RPCError) {
            isWhole = try await receive(on: calling)
        } catch {
            await sending
            throw error
        }
        await sending
        return isWhole
    }

    private func send(on calling: BidirectionalCall<Note, Note>) async {
        while call.requestsSent < script.requests.count {
            guard (try? await calling.send(nextRequest())) != nil else { return }
            await pause()
        }
        await calling.finishSending()
    }

    private func receive(on calling: BidirectionalCall<Note, Note>) async throws(RPCError) -> Bool {
        for try await note in calling.responses {
            took(note)
            await pause()
            if isLetGo { return false }
        }
        _ = try await calling.trailers()
        return true
    }

    private var isLetGo: Bool { script.farewell == .letGo && call.givenUp }

    private func setCancel(_ cancel: @escaping () -> Void) {
        if script.farewell == .cancelCall { call.cancel = cancel }
    }
}

extension SimulatedCall.Outcome {
    /// 0 for OK, the status for failures, 17 for what was let go of.
    var code: Int {
        switch self {
        case .ok: 0
        case .failed(let error): error.code.rawValue
        case .letGo: 17
        }
    }
}
