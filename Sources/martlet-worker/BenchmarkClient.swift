import Logging
import Martlet
import MartletBenchmarkService
import Synchronization

/// The client of one benchmark: channels that call and call, and what came of it since the last reset.
final class BenchmarkClient: Sendable {
    private let group: EventLoopGroup
    private let clients: [Client]
    private let recorders: [CallRecorder]
    private let slots: [Task<(), Never>]
    private let lastReset: Mutex<ResourceUse>

    /// Begins to call. Throws `RPCError` for what can't be done, `RuntimeError` for a target that is none.
    init(_ configuration: ClientConfig, at site: WorkerSite) throws {
        let plan = try ClientPlan(configuration)
        let group = try EventLoopGroup(count: plan.loops)
        let security = try site.clientSecurity(configuration.securityParams)
        let clients = try (0..<plan.channels).map { index in
            try Client(
                "dns:///\(plan.targets[index % plan.targets.count])",
                configuration: ClientConfiguration(security: security, eventLoop: group.next(), logger: site.logger))
        }
        let recorders = clients.map { _ in CallRecorder(plan.histogram) }
        if !configuration.coreList.isEmpty { site.logger.warning("core_list is ignored: use taskset") }
        lastReset = Mutex(try ResourceUse.now())
        slots = zip(clients, recorders).flatMap { client, recorder in
            (0..<plan.callsPerChannel).map { _ in
                let slot = CallSlot(service: BenchmarkServiceClient(client), plan: plan, recorder: recorder)
                return Task(executorPreference: client.eventLoop) { await slot.run() }
            }
        }
        self.group = group
        self.clients = clients
        self.recorders = recorders
    }

    /// What happened since the last reset, which this may be.
    func stats(reset: Bool) throws -> ClientStats {
        let now = try ResourceUse.now()
        let tallies = recorders.map { $0.tally(reset: reset) }
        let sum = tallies.dropFirst().reduce(into: tallies[0]) { $0.add($1) }
        return lastReset.withLock { last in
            let stats = now.clientStats(since: last, sum)
            if reset { last = now }
            return stats
        }
    }

    /// Returns when no call is left.
    func stop() async {
        for slot in slots { slot.cancel() }
        for slot in slots { await slot.value }
        for client in clients { client.close() }
        await group.stop()
    }
}
