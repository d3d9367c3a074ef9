import Figures
import Foundation

/// Runs `martlet load` at every point against every server in turn, round after round. Each run has a server of its
/// own, so that its memory is that of one point.
struct GrowthMeasurement {
    private var generator: Generator
    private let rounds: Int
    private let seconds: Double
    private let workspace: Workspace
    /// Why one that is judged has no figures at some point.
    private(set) var failure: Command.Failure?

    init(generator: Generator, rounds: Int, seconds: Double, workspace: Workspace) {
        self.generator = generator
        self.generator.patience = 300
        self.rounds = rounds
        self.seconds = seconds
        self.workspace = workspace
    }

    private struct Figures {
        var processorTime: [Double] = []
        var memory: [Double] = []
    }

    /// Returns the curves of processor time and of memory. A server that fails at a point is reported and has none.
    mutating func run(_ growth: Growth, at places: [Int], of entrants: [Entrant]) throws -> [Results.Curve] {
        print("\(growth.name): \(growth.title)")
        var time = growth.curve
        var memory = growth.memoryCurve
        for place in places {
            var figures: [String: Figures] = [:]
            for _ in 0..<rounds {
                for entrant in entrants { try measure(growth, at: place, entrant, into: &figures) }
            }
            for entrant in entrants {
                guard let all = figures[entrant.name] else { continue }
                time.series[entrant.name, default: []].append(.init(x: Double(place), samples: all.processorTime))
                memory.series[entrant.name, default: []].append(.init(x: Double(place), samples: all.memory))
                print(
                    "  \(place) \(growth.xLabel), \(entrant.name): "
                        + String(
                            format: "%.2f us, %.1f MB", Spread(all.processorTime).median, Spread(all.memory).median))
            }
        }
        return [time, memory]
    }

    private mutating func measure(
        _ growth: Growth, at place: Int, _ entrant: Entrant, into figures: inout [String: Figures]
    ) throws {
        do {
            let server = try entrant.start(in: workspace, with: growth.serverOptions(place))
            defer { server.stop() }
            let step = try generator.run("UnaryCall", of: server, for: seconds, growth.arguments(place), in: workspace)
            guard let time = step.serverTimePer(step.calls), let peak = step.server?.peakMemory else { return }
            figures[entrant.name, default: Figures()].processorTime.append(time)
            figures[entrant.name, default: Figures()].memory.append(Double(peak) * 1024 / 1e6)
        } catch let failure as Command.Failure {
            if entrant.isJudged { self.failure = failure }
            print("  \(place) \(growth.xLabel), \(entrant.name) failed: \(failure.description.suffix(300))")
        }
    }
}
