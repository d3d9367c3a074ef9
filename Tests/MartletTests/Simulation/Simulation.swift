import MartletEventLoop
import MartletHTTP2
import MartletTLS

@testable import Martlet
@testable import MartletEventLoop

/// One run: clients and servers on loops that one thread steps in virtual time, a network between them that goes wrong,
/// and what must hold all the while. The seed decides everything.
final class Simulation {
    /// Something broken on purpose, to see that it is found.
    enum Sabotage: CaseIterable {
        /// A WINDOW_UPDATE of a stream disappears on its way.
        case dropCredit
        /// A WINDOW_UPDATE of the connection disappears on its way.
        case dropConnectionCredit
        /// A RST_STREAM disappears on its way.
        case dropReset
        /// An edge is not told.
        case loseWakeUp
        /// A call's end is told twice.
        case answerTwice
        /// What may have been processed is sent again.
        case tryAgain
        /// Timers are late.
        case lateTimers
        /// Somebody keeps a connection.
        case keepConnection
        /// DATA follows END_STREAM.
        case dataAfterEnd
        /// Something depends on more than the seed.
        case chance
    }

    let sabotage: Sabotage?
    let plan: Plan
    private(set) var now = MonotonicTime(nanoseconds: 1_000_000_000)
    private(set) var network: SimulatedNetwork!
    private(set) var clients: [SimulatedClient] = []
    private(set) var servers: [SimulatedServer] = []
    private(set) var calls: [SimulatedCall] = []
    private(set) var violations: [String] = []
    private(set) var trace = Trace()
    /// Whether something happened that may cost calls their connections.
    private(set) var wasDisturbed = false
    private(set) var steps = 0
    var watch = Watch()

    private var random: SeededRandom
    private var agenda: Agenda
    private var sabotaged = 0

    /// Runs a seed to its end.
    static func run(
        _ seed: UInt64, keepingTrace: Bool = false, sabotage: Sabotage? = nil
    ) throws -> Simulation {
        let simulation = try Simulation(Plan(seed: seed), sabotage)
        simulation.trace.keepsLines = keepingTrace
        try simulation.play()
        return simulation
    }

    private init(_ plan: Plan, _ sabotage: Sabotage?) throws {
        self.plan = plan
        self.sabotage = sabotage
        random = plan.random
        agenda = Agenda(random.fork())
        network = SimulatedNetwork(self, plan.faults, random.fork())
        let addresses = try (0..<plan.servers).map { try SocketAddress(ip: "10.0.1.\($0 + 1)", port: 1) }
        servers = try addresses.enumerated().map { try SimulatedServer(self, "server \($0)", at: $1) }
        clients = try (0..<plan.clients).map {
            try SimulatedClient(self, "client \($0)", addresses.shuffled(using: &random), random.fork())
        }
        for id in 0..<plan.calls {
            calls.append(SimulatedCall(CallScript(id: id, largest: plan.largestMessage, &random)))
        }
    }

    // MARK: What the parts ask for

    func at(_ time: MonotonicTime, _ body: @escaping () -> Void) { agenda.add(max(time, now), body) }
    func later(_ delay: Duration, _ body: @escaping () -> Void) { at(now.advanced(by: delay), body) }
    func note(_ kind: StaticString, _ first: Int, _ second: Int = 0, _ third: Int = 0, _ fourth: Int = 0) {
        trace.note(kind, at: now, first, second, third, fourth)
    }
    func report(_ violation: String) { if violations.count < 20 { violations.append(violation) } }
    func disturb() { wasDisturbed = true }

    // MARK: The run

    private func play() throws {
        plant()
        if sabotage == .chance { note("chance", Int.random(in: 0...Int.max)) }
        runUntil(now.advanced(by: .microseconds(Int64(plan.length * 1000))))
        network.faults = .none
        for server in servers where !server.isServing { try server.start() }
        // Nothing but a call that never ends, or a timer that always comes again, lasts that long.
        runUntil(now.advanced(by: .seconds(600))) { self.clients.allSatisfy { $0.runningTasks == 0 } }
        runUntil(now.advanced(by: .seconds(45)))
        for call in calls {
            let verdict = CallVerdict(call: call, wasDisturbed: wasDisturbed)
            for fault in verdict.faults {
                report("call \(call.script.id) (\(call.script.shape)): \(fault)")
            }
        }
        watch.checkAtRest(self)
        end()
        watch.checkAfterEnd(self)
    }

    /// Puts calls and disturbances on the agenda.
    private func plant() {
        for call in calls {
            let client = clients[random.number(0...(clients.count - 1))]
            let start = random.milliseconds(0...plan.length)
            later(start) { client.start(call) }
            guard let patience = call.script.patience else { continue }
            later(start + patience) {
                call.givenUp = true
                call.cancel()
            }
        }
        for _ in 0..<plan.disturbances {
            let kind = random.number(0...5)
            let chance = random.fork()
            later(random.milliseconds(0...plan.length)) { [unowned self] in strike(kind, chance) }
        }
    }

    private func strike(_ kind: Int, _ chance: SeededRandom) {
        var chance = chance
        let server = servers[chance.number(0...(servers.count - 1))]
        let restart = chance.milliseconds(chance.pick([0...0, 0...100, 0...5000]))
        note("strike", kind)
        disturb()
        switch kind {
        case 0, 1:
            let spread = chance.chance(0.5) ? Duration.zero : chance.milliseconds(0...50)
            server.drain(grace: chance.milliseconds(0...2000), over: spread, chance.fork())
        case 2: server.kill()
        case 3: clients[chance.number(0...(clients.count - 1))].close()
        default:
            network.forgetClosed()
            guard !network.streams.isEmpty else { return }
            let stream = chance.pick(network.streams)
            if kind == 4 { network.resetSoon(stream) } else { network.cut(stream) }
        }
        guard !server.isServing else { return }
        later(restart) { if !server.isServing { try? server.start() } }
    }

    private func end() {
        for client in clients { client.close() }
        runUntil(now.advanced(by: .seconds(1)))
        for server in servers { server.drain(grace: .seconds(5), over: .zero, random.fork()) }
        runUntil(now.advanced(by: .seconds(130)))
        for server in servers { server.drop() }
        for client in clients { client.drop() }
        runUntil(now.advanced(by: .seconds(1)))
    }

    // MARK: Time

    private var hosts: [SimulatedHost] { clients.map(\.host) + servers.map(\.host) }

    /// Lets time pass up to an instant, or until `isDone`.
    private func runUntil(_ end: MonotonicTime, _ isDone: () -> Bool = { false }) {
        let hosts = hosts
        settle(hosts)
        while !isDone() {
            let timers = hosts.compactMap(\.loop.nextTimer).map { sabotage == .lateTimers ? late($0) : $0 }
            guard let next = (timers + [agenda.earliest].compactMap(\.self)).min(), next <= end else { break }
            now = max(now, next)
            for host in hosts { host.poller.advance(to: now) }
            while let body = agenda.popDue(now) { body() }
            settle(hosts)
        }
        if !isDone() { now = max(now, end) }
        for host in hosts { host.poller.advance(to: now) }
    }

    private func late(_ time: MonotonicTime) -> MonotonicTime { time.advanced(by: .milliseconds(300)) }

    /// Steps the loops, in an order of chance, until none has anything to do.
    private func settle(_ hosts: [SimulatedHost]) {
        for round in 0..<20_000 {
            var busy = hosts.filter { $0.loop.hasWork }
            if busy.isEmpty { return watch.look(self, hosts) }
            if round == 19_999 { report("the loops of \(busy.map(\.name)) never rest") }
            if busy.count > 1 { busy.shuffle(using: &random) }
            for host in busy {
                host.loop.step()
                steps += 1
            }
        }
    }

    // MARK: Sabotage

    /// Whether an edge gets lost.
    func swallows(_ readiness: Readiness) -> Bool {
        guard sabotage == .loseWakeUp, readiness == .readable else { return false }
        sabotaged += 1
        return sabotaged % 10 == 0
    }

    func makeMonitor(of connection: Int) -> WireMonitor? {
        if plan.usesTLS { return nil }
        return WireMonitor(
            clientWindow: max(plan.clientWindow, plan.growth?.maxConnectionBytes ?? 0),
            serverWindow: max(plan.limits.connectionWindowBytes, plan.growth?.maxConnectionBytes ?? 0),
            alter: { [unowned self] in altered($0) },
            note: { [unowned self] in note("frame", connection, Int($0.stream), Int($0.type), $0.length) },
            report: { [unowned self] in report("connection \(connection): \($0)") })
    }

    /// The type that a frame gets instead of its own.
    private func altered(_ frame: FrameCutter.Frame) -> UInt8? {
        switch (sabotage, frame.type) {
        case (.dropCredit, 8) where frame.stream > 0, (.dropReset, 3): 0xfa
        case (.dropConnectionCredit, 8) where frame.stream == 0: 0xfa
        case (.dataAfterEnd, 3): 0
        default: nil
        }
    }
}
