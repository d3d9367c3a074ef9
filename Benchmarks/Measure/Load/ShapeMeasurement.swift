import Figures
import Foundation

/// Runs `martlet load` against every server in turn, round after round.
struct ShapeMeasurement {
    let generator: Generator
    let rounds: Int
    /// How long calls count in each run.
    let seconds: Double

    func run(_ shape: Shape, _ contenders: [Contender], in workspace: Workspace) throws -> Results.Row {
        var row = Results.Row(
            id: shape.name, title: shape.summary, unit: shape.unit, better: shape.better, goals: shape.goals)
        for _ in 0..<rounds {
            for contender in contenders {
                row.samples[contender.name, default: []].append(try figure(shape, contender, in: workspace))
            }
        }
        return row
    }

    private func figure(_ shape: Shape, _ contender: Contender, in workspace: Workspace) throws -> Double {
        let step = try generator.run(
            shape.method, of: contender.server, for: seconds, shape.arguments, in: workspace)
        guard let figure = shape.figure(step) else {
            throw Command.Failure(description: "\(contender.name) gave no figure for \(shape.name)")
        }
        return figure
    }
}

extension Results.Row {
    /// Columns: median, then minimum and maximum in brackets; then Martlet's ratio to it.
    func table(of ours: String) -> String {
        samples.sorted { Spread($0.value).median < Spread($1.value).median }.reduce("\(id): \(title), \(unit)\n") {
            let spread = Spread($1.value)
            let ratio = Spread(ratios(of: ours, to: $1.key)).median
            let comparison = $1.key == ours ? "" : String(format: "\(ours) takes %.3f of it", ratio)
            let figures = String(format: "%.2f [%.2f, %.2f]", spread.median, spread.minimum, spread.maximum)
            return $0 + "  \($1.key.padding(toLength: 18, withPad: " ", startingAt: 0)) "
                + "\(figures.padding(toLength: 30, withPad: " ", startingAt: 0)) \(comparison)\n"
        }
    }
}
