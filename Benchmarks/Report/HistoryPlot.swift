import Figures
import MartletLoad

/// One row over several runs: our ratio to its reference, run by run.
struct HistoryPlot {
    private let row: Results.Row
    private let plot: LinePlot

    /// `nil` when fewer than two runs have the row and its reference.
    init?(_ row: Results.Row, _ history: [Results], _ palette: Palette) {
        guard let reference = row.goals.lazy.compactMap(\.reference).first else { return nil }
        let runs = history.compactMap { results -> (revision: String, ratios: [Double])? in
            guard let ours = results.contenders.first?.name,
                let same = results.rows.first(where: { $0.id == row.id })
            else { return nil }
            let ratios = same.ratios(of: ours, to: reference)
            return ratios.isEmpty ? nil : (String(results.machine.revision?.prefix(7) ?? ""), ratios)
        }
        guard runs.count >= 2, let ours = history.last?.contenders.first?.name else { return nil }
        let places = runs.indices.map { Double($0 + 1) }
        var x = Axis("run", .linear, values: places)
        x = Axis(x, ticks: places, names: runs.map(\.revision))
        self.row = row
        plot = LinePlot(
            title: row.title, x: x, y: Axis("ratio to \(reference)", .linear, values: runs.flatMap(\.ratios)),
            lines: [
                LinePlot.Line(
                    name: ours, colour: palette.colour(of: ours),
                    points: zip(places, runs).map { LinePlot.Point(x: $0, y: Spread($1.ratios)) })
            ])
    }

    var markup: [Markup] { [Markup("h3", [:], [Markup(row.title)]), plot.markup] }
}

extension Axis {
    /// The same axis with other ticks, those of them that it shows.
    init(_ axis: Axis, ticks: [Double], names: [String]) {
        self = axis
        let shown = zip(ticks, names).filter { $0.0 >= low * 0.999 && $0.0 <= high * 1.001 }
        self.ticks = shown.map(\.0)
        self.names = Dictionary(shown.map { ($0.0, $0.1) }, uniquingKeysWith: { $1 })
    }
}
