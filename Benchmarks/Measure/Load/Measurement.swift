import Figures
import Foundation

/// Runs one scenario against every contender in turn, round after round: what disturbs the machine for a while
/// disturbs all of them, so ratios within a round hold where absolute figures don't.
struct Measurement {
    let scenario: Scenario
    let rounds: Int
    /// The most that a run may take: a server that would take longer is asked less often.
    let seconds: Double

    private struct Run {
        let requestsPerSecond: Double
        let processorTime: Double
        let medianLatency: Double?
        let residentMemory: Double

        func value(of figure: Scenario.Figure) -> Double {
            switch figure {
            case .processorTime: processorTime
            case .medianLatency: medianLatency ?? .nan
            }
        }
    }

    func run(_ contenders: [Contender], in workspace: Workspace) throws -> Row {
        let scenarios = try contenders.map { try fit($0, in: workspace) }
        var runs = contenders.map { _ in [Run]() }
        for _ in 0..<rounds {
            for (index, contender) in contenders.enumerated() {
                runs[index].append(try run(scenarios[index], of: contender, in: workspace))
            }
        }
        let baseline = runs[0].map { $0.value(of: scenario.figure) }
        return Row(scenario, entries: zip(contenders, runs).map { contender, runs in
            entry(contender, runs, baseline: baseline)
        })
    }

    /// Warms a contender up with a tenth of the requests, and returns the scenario with as many as it has time for.
    private func fit(_ contender: Contender, in workspace: Workspace) throws -> Scenario {
        try contender.verify(scenario, in: workspace)
        let rate = try run(scenario.scaled(by: 0.1), of: contender, in: workspace).requestsPerSecond
        return scenario.scaled(by: min(1, rate * seconds / Double(scenario.requests)))
    }

    private func run(_ scenario: Scenario, of contender: Contender, in workspace: Workspace) throws -> Run {
        let before = try contender.server.processorTime()
        let load = try H2Load(scenario, of: contender, in: workspace)
        let used = Double(try contender.server.processorTime() - before)
        return Run(
            requestsPerSecond: load.requestsPerSecond,
            processorTime: used / 1000 / Double(scenario.requests * scenario.messagesPerReply),
            medianLatency: load.medianLatency,
            residentMemory: Double(try contender.server.residentMemory()))
    }

    private func entry(_ contender: Contender, _ runs: [Run], baseline: [Double]) -> Row.Entry {
        Row.Entry(
            server: contender.name,
            requestsPerSecond: Spread(runs.map(\.requestsPerSecond)),
            processorTime: Spread(runs.map(\.processorTime)),
            medianLatency: scenario.figure == .medianLatency ? Spread(runs.compactMap(\.medianLatency)) : nil,
            residentMemory: Spread(runs.map(\.residentMemory)),
            ratio: Spread(zip(runs, baseline).map { $0.value(of: scenario.figure) / $1 }),
            goal: contender.entrant.isJudged ? scenario.goals.first { $0.reference == "nghttpd" }?.value : nil)
    }
}
