import Martlet
import MartletEventLoop

/// The connections of a run, each loop's together.
struct Fleet: Sendable {
    let loops: [(loop: EventLoop, clients: [Client])]

    /// How many handshakes go on at the same time: enough that neither side waits for the other.
    private static let connectingAtOnce = 16

    /// As many, shared out over the targets and the loops. Throws for a target that is none.
    init(
        _ connections: Int, to targets: [String], _ configuration: ClientConfiguration, _ group: EventLoopGroup
    ) throws {
        var loops = group.loops.map { (loop: $0, clients: [Client]()) }
        for index in 0..<connections {
            let place = index % loops.count
            var configuration = configuration
            configuration.eventLoop = loops[place].loop
            loops[place].clients.append(try Client(targets[index % targets.count], configuration: configuration))
        }
        self.loops = loops
    }

    /// Those of a plan, all connected, so that no call has to. Throws what kept one from it.
    init(_ plan: LoadPlan, _ group: EventLoopGroup) async throws {
        var configuration = ClientConfiguration(security: plan.security)
        configuration.maxReceiveMessageBytes = plan.maxResponseBytes
        try self.init(plan.connections, to: [plan.target], configuration, group)
        try await connect()
    }

    private func connect() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, client) in loops.flatMap(\.clients).enumerated() {
                if index >= Self.connectingAtOnce { try await group.next() }
                group.addTask { try await client.connect() }
            }
            try await group.waitForAll()
        }
    }

    /// What all connections together have carried so far.
    func statistics() async -> ClientStatistics {
        // All are asked at once: each answer takes a round of its loop, which is long when there are many connections.
        await withTaskGroup(of: ClientStatistics.self) { group in
            for client in loops.flatMap(\.clients) { group.addTask { await client.statistics() } }
            return await group.reduce(into: ClientStatistics()) { sum, one in
                sum.bytesSent += one.bytesSent
                sum.bytesReceived += one.bytesReceived
                sum.connectionsOpened += one.connectionsOpened
            }
        }
    }

    func close() {
        for client in loops.flatMap(\.clients) { client.close() }
    }
}
