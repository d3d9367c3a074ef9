import Figures
import Glibc

/// Runs one operation in all libraries in turn, round after round: what disturbs the machine for a while disturbs all
/// of them, so ratios within a round hold where absolute figures don't.
struct Measurement {
    let rounds: Int

    /// Of one library in one round: long beside the clock, short beside what disturbs the machine.
    private static let nanosecondsPerRun: Double = 4_000_000

    func run(_ operation: Workload.Operation) throws -> Row.Entry {
        let works = [operation.ours] + operation.peers.map(\.work)
        let counts = try works.map(Self.repetitions)
        var times = works.map { _ in [Double]() }
        for _ in 0..<rounds {
            for index in works.indices { times[index].append(try Self.nanoseconds(works[index], counts[index])) }
        }
        let peers = zip(operation.peers, times.dropFirst()).map { peer, theirs in
            Row.Figure(
                contender: peer.contender, time: Spread(theirs),
                ratio: Spread(zip(theirs, times[0]).map { $0 / $1 }), goal: operation.goals[peer.contender])
        }
        return Row.Entry(operation: operation.name, ours: Spread(times[0]), peers: peers)
    }

    /// Doubles until a run is long enough to say how many fill one; that also warms up.
    private static func repetitions(_ work: Work) throws -> Int {
        var count = 1
        while true {
            let time = try nanoseconds(work, count)
            if time * Double(count) > nanosecondsPerRun / 4 { return max(1, Int(nanosecondsPerRun / time)) }
            count *= 2
        }
    }

    private static func nanoseconds(_ work: Work, _ count: Int) throws -> Double {
        switch work {
        case .here(let run):
            let start = processorTime()
            try run(count)
            return (processorTime() - start) / Double(count)
        case .elsewhere(let time): return try time(count) / Double(count)
        }
    }

    /// Of this thread: while another process has the processor, it stands still.
    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }
}
