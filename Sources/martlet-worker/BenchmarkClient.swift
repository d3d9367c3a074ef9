import Logging
import Martlet
import MartletBenchmarkService
import MartletLoad
import Synchronization

/// The client of one benchmark: channels that call and call, and what came of it since the last reset.
///
/// What is recorded as a latency: a unary call, a round of ping-pong, handing over a message (`StreamingFromClient`),
/// the time between messages that come without being asked for (`StreamingFromServer`, `StreamingBothWays`).
final class BenchmarkClient: Sendable {
    private let load: EndlessLoad
    private let buckets: LatencyBuckets
    private let lastReset: Mutex<ResourceUse>

    /// Begins to call. Throws `RPCError` for what can't be done, `RuntimeError` for a target that is none.
    init(_ configuration: ClientConfig, at site: WorkerSite) async throws {
        let plan = try configuration.plan(at: site)
        buckets = try LatencyBuckets(configuration.histogramParams ?? HistogramParams())
        if !configuration.coreList.isEmpty { site.logger.warning("core_list is ignored: use taskset") }
        lastReset = Mutex(try ResourceUse.now())
        load = try await EndlessLoad(plan)
    }

    /// What happened since the last reset, which this may be.
    func stats(reset: Bool) async throws -> ClientStats {
        let now = try ResourceUse.now()
        let figures = await load.figures(forgetting: reset)
        let results = figures.statuses.enumerated().filter { $0.element > 0 }.map {
            RequestResultCount(statusCode: Int32($0.offset), count: Int64($0.element))
        }
        return lastReset.withLock { last in
            let stats = now.clientStats(since: last, latencies: buckets.data(of: figures.latency), results: results)
            if reset { last = now }
            return stats
        }
    }

    /// Returns when no call is left.
    func stop() async { await load.stop() }
}
