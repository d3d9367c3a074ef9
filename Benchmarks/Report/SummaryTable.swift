import Figures
import Foundation

/// Every row with its goals: ours, the one it is compared with, the ratio with its interval, and the verdict.
struct SummaryTable {
    private let results: Results
    private let ours: String

    init(_ results: Results, _ palette: Palette) {
        self.results = results
        ours = results.contenders.first?.name ?? ""
    }

    var markup: Markup {
        Markup(
            "table", [:],
            [
                Markup("thead", [:], [line("th", ["figure", ours, "compared with", "ratio", "goal", ""])]),
                Markup("tbody", [:], results.rows.flatMap(lines)),
            ])
    }

    private func lines(_ row: Results.Row) -> [Markup] {
        guard let samples = row.samples[ours] else { return [] }
        let figure = "\(readable(Spread(samples).median)) \(row.unit)"
        if let reservation = row.reservation {
            return row.goals.map {
                line("td", [row.title, figure, $0.reference ?? "", "", bound(row, $0)], .tooNoisy, reservation)
            }
        }
        if row.goals.isEmpty { return [line("td", [row.title, figure, "", "", "", ""])] }
        return row.goals.enumerated().map { index, goal in
            let name = index == 0 ? row.title : ""
            let shown = index == 0 ? figure : ""
            guard let reference = goal.reference else {
                return line(
                    "td", [name, shown, "", "", bound(row, goal)],
                    Verdict(samples, goal: goal.value, better: row.better))
            }
            guard let peers = row.samples[reference] else {
                return line("td", [name, shown, "\(reference): not measured", "", "", ""])
            }
            let ratios = row.ratios(of: ours, to: reference)
            return line(
                "td",
                [
                    name, shown, "\(reference) \(readable(Spread(peers).median))", interval(ratios),
                    bound(row, goal),
                ], Verdict(ratios, goal: goal.value, better: row.better))
        }
    }

    private func bound(_ row: Results.Row, _ goal: Results.Goal) -> String {
        "\(row.better == .lower ? "≤" : "≥") \(readable(goal.value))"
    }

    private func interval(_ ratios: [Double]) -> String {
        guard let interval = Interval.ofMedian(ratios) else { return "\(readable(Spread(ratios).median)) ×" }
        return "\(readable(interval.estimate)) × [\(readable(interval.low)), \(readable(interval.high))]"
    }

    private func line(_ cell: String, _ texts: [String], _ verdict: Verdict? = nil, _ words: String? = nil) -> Markup {
        let style =
            switch verdict {
            case .met: "met"
            case .missed: "missed"
            case .tooNoisy, nil: "open"
            }
        let cells = texts.map { Markup(cell, [:], [Markup($0)]) }
        let last = verdict.map { [Markup(cell, ["class": style], [Markup(words ?? $0.rawValue)])] } ?? []
        return Markup("tr", [:], cells + last)
    }
}
