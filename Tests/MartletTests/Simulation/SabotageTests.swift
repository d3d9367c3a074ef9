import Testing

/// The simulation finds what it is there for: each kind of harm is noticed within the seeds that the short run has.
@Suite struct SabotageTests {
    @Test(arguments: Simulation.Sabotage.allCases.filter { $0 != .chance })
    func isFound(_ sabotage: Simulation.Sabotage) throws {
        for seed in 1...SimulationTests.shortRun {
            if try !Simulation.run(seed, sabotage: sabotage).violations.isEmpty { return }
        }
        Issue.record("\(sabotage) went unnoticed")
    }

    @Test func whatTheSeedDoesNotDecideChangesTheTrace() throws {
        let runs = try (0..<2).map { _ in try Simulation.run(1, sabotage: .chance).trace.hash }
        #expect(runs[0] != runs[1])
    }
}
