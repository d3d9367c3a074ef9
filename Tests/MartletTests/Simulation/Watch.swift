import MartletEventLoop
import MartletTLS

@testable import Martlet
@testable import MartletEventLoop
@testable import MartletHTTP2

/// Looks at both ends of every connection whenever all loops rest, and at what is left in the end.
struct Watch {
    private final class Weak {
        weak var object: AnyObject?
        init(_ object: AnyObject) { self.object = object }
    }

    private var seen: [ObjectIdentifier: (kind: String, reference: Weak)] = [:]
    private var kept: [AnyObject] = []

    mutating func look(_ simulation: Simulation, _ hosts: [SimulatedHost]) {
        for host in hosts {
            for registration in host.loop.state.pointee.handlers.live {
                let handler = host.loop.state.pointee.handlers.handler(for: registration.token)
                if let connection = handler as? Connection { look(at: connection, simulation) }
            }
        }
    }

    private mutating func look(at connection: Connection, _ simulation: Simulation) {
        remember(connection, "connection")
        remember(connection.http2, "session")
        if let owner = connection.owner, owner is ServerConnection { remember(owner, "server connection") }
        if simulation.sabotage == .keepConnection, kept.isEmpty { kept.append(connection) }
        if connection.unsent.count > ScratchBuffers.regionSize {
            simulation.report("\(connection.unsent.count) bytes wait for the socket")
        }
        if connection.http2.outboundQueueSize > 400 {
            simulation.report("\(connection.http2.outboundQueueSize) frames wait")
        }
        let most = CallStream.outboundHighWaterMark + simulation.plan.largestMessage + 1000
        for call in connection.calls {
            remember(call, call is ServerCall ? "served call" : "made call")
            if let buffered = call.stream?.bufferedByteCount, buffered > most {
                simulation.report("\(buffered) bytes of one stream wait")
            }
            let plan = simulation.plan
            let window = call is ServerCall ? plan.limits.streamWindowBytes : plan.clientStreamWindow
            let (owed, widest) = (call.creditOwed, max(window, plan.growth?.maxStreamBytes ?? 65_535))
            if owed > widest { simulation.report("a call owes \(owed) bytes of credit") }
        }
    }

    private mutating func remember(_ object: AnyObject, _ kind: String) {
        let id = ObjectIdentifier(object)
        if seen[id]?.reference.object == nil { seen[id] = (kind, Weak(object)) }
    }

    /// All calls are over, and the connections still stand: nobody owes anybody anything.
    func checkAtRest(_ simulation: Simulation) {
        var ends: [Int: [HTTP2Session]] = [:]
        for (_, (_, reference)) in seen {
            guard let connection = reference.object as? Connection, !connection.isClosed else { continue }
            if connection.http2.activeStreamCount > 0 { simulation.report("a stream without a call is open") }
            if connection.http2.connectionDebt != 0 {
                simulation.report("\(connection.http2.connectionDebt) bytes of credit were not given back")
            }
            guard let stream = connection.transport as? NetworkStream, !stream.isBroken else { continue }
            ends[stream.number, default: []].append(connection.http2)
        }
        for (number, sessions) in ends where sessions.count == 2 {
            for (one, other) in [(sessions[0], sessions[1]), (sessions[1], sessions[0])]
            where one.sendWindow != other.receiveWindow {
                simulation.report(
                    "connection \(number): one may send \(one.sendWindow), \(other.receiveWindow) is taken")
            }
        }
    }

    /// Everything is closed: nothing is alive, no timer waits, no watch is set.
    func checkAfterEnd(_ simulation: Simulation) {
        for (_, (kind, reference)) in seen where reference.object != nil {
            simulation.report("a \(kind) is left alive")
        }
        for host in simulation.clients.map(\.host) + simulation.servers.map(\.host) {
            let timers = host.loop.onLoop { host.loop.timerCount }
            if timers > 0 { simulation.report("\(timers) timers of \(host.name) are left") }
            let watches = host.loop.state.pointee.handlers.live.count
            if watches > 0 { simulation.report("\(watches) registrations of \(host.name) are left") }
        }
        for client in simulation.clients {
            let (name, tasks) = (client.host.name, client.runningTasks)
            if tasks > 0 { simulation.report("\(tasks) callers of \(name) wait") }
            if client.channel != nil { simulation.report("the channel of \(name) is left alive") }
        }
        for server in simulation.servers where server.connectionCount > 0 {
            simulation.report("\(server.host.name) counts \(server.connectionCount) connections")
        }
        simulation.network.forgetClosed()
        let open = simulation.network.streams.count
        if open > 0 { simulation.report("\(open) ends of connections are not closed") }
    }
}
