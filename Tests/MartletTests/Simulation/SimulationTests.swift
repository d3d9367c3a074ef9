import Glibc
import Testing

/// Clients and servers in a simulated world: every seed is a run of its own, the same each time.
///
/// A seed that fails is run again with `MARTLET_SIM_SEED=<seed>`, which prints what happened;
/// `MARTLET_SIM_SEEDS=<count>` runs as many as one has time for, from `MARTLET_SIM_FIRST=<seed>` on.
@Suite struct SimulationTests {
    private static func setting(_ name: String) -> UInt64? {
        getenv("MARTLET_SIM_" + name).flatMap { UInt64(String(cString: $0)) }
    }

    static let shortRun: UInt64 = 300

    @Test func whateverHappensTheRulesHold() throws {
        if let seed = Self.setting("SEED") { return try Self.replay(seed) }
        let first = Self.setting("FIRST") ?? 1
        var steps = 0
        var failures: [String] = []
        for seed in first..<(first + (Self.setting("SEEDS") ?? Self.shortRun)) {
            let simulation = try Simulation.run(seed)
            steps += simulation.steps
            if simulation.violations.isEmpty { continue }
            failures.append("MARTLET_SIM_SEED=\(seed): \(simulation.violations.joined(separator: "; "))")
            if failures.count == 10 { break }
        }
        #expect(failures.isEmpty, "run one again for its trace:\n\(failures.joined(separator: "\n"))")
        #expect(steps > 0)
    }

    @Test func theSameSeedIsTheSameRun() throws {
        for seed in UInt64(1)...20 {
            let first = try Simulation.run(seed)
            if first.plan.usesTLS { continue }
            #expect(first.trace.hash == (try Simulation.run(seed)).trace.hash, "MARTLET_SIM_SEED=\(seed)")
        }
    }

    private static func replay(_ seed: UInt64) throws {
        let simulation = try Simulation.run(seed, keepingTrace: true)
        print(simulation.plan)
        for call in simulation.calls { print(call.summary) }
        for line in simulation.trace.lines { print(line) }
        print("trace \(String(simulation.trace.hash, radix: 16))")
        #expect(simulation.violations.isEmpty, "\(simulation.violations.joined(separator: "\n"))")
    }
}
