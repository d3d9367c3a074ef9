import Figures
import Foundation
import MartletLoad

/// The report as one HTML file that needs nothing else: no script, no font, no network.
struct Page {
    let latest: Results
    /// Earlier runs and the latest, oldest first.
    let history: [Results]
    private let palette: Palette

    init(_ results: [Results]) throws {
        let sorted = results.sorted { $0.date < $1.date }
        guard let latest = sorted.last else { throw Results.Unusable("There is no run to report.") }
        self.latest = latest
        history = sorted
        palette = Palette(latest.contenders.map(\.name))
    }

    var text: String {
        let head = Markup(
            "head", [:],
            [
                Markup(raw: "<meta charset=\"utf-8\">"),
                Markup(raw: "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"),
                Markup("title", [:], ["Martlet's benchmarks"]), Markup("style", [:], [Markup(raw: styleSheet)]),
            ])
        let sections = [opening, summary, bars, profiles, curves, histories].flatMap(\.self)
        return "<!doctype html>\n" + Markup("html", ["lang": "en"], [head, Markup("body", [:], sections)]).text + "\n"
    }

    // MARK: Sections

    private var opening: [Markup] {
        let machine = latest.machine
        let measured = latest.contenders.filter { $0.missing == nil }
        let revision = machine.revision.map { " of commit \($0)" } ?? ""
        return [
            Markup("h1", [:], ["Martlet's benchmarks"]),
            soft("\(latest.date.formatted(.iso8601))\(revision). Lower load is more to be trusted."),
            soft(
                "\(machine.processor), \(machine.processorCount) processors, Linux \(machine.kernel), "
                    + "load \(machine.loadAverage)"),
            soft(measured.map { [$0.name, $0.version].filter { !$0.isEmpty }.joined(separator: " ") }
                .joined(separator: " · ")),
        ] + latest.contenders.compactMap { contender in
            contender.missing.map { Markup("p", ["class": "open"], ["Not measured: \(contender.name): \($0)"]) }
        } + (latest.failures ?? []).map {
            Markup("p", ["class": "open"], ["Not measured, or not all of it: \($0.bench): \($0.reason)"])
        }
    }

    private var summary: [Markup] {
        guard !latest.rows.isEmpty else { return [] }
        return section("Figures and goals", SummaryTable(latest, palette).markup)
    }

    private var bars: [Markup] {
        guard !latest.rows.isEmpty else { return [] }
        return [Markup("h2", [:], ["Each figure"])]
            + latest.rows.flatMap { row in
                [
                    Markup("h3", [:], [Markup(row.title)]),
                    soft("\(row.unit); \(row.better.rawValue) is better. Median [smallest, largest round]."),
                    BarPlot(
                        title: row.title, unit: row.unit, better: row.better,
                        bars: palette.ordered(row.samples.keys).map {
                            BarPlot.Bar(name: $0, colour: palette.colour(of: $0), samples: row.samples[$0] ?? [])
                        }
                    ).markup,
                ]
            }
    }

    private var profiles: [Markup] {
        guard !latest.profiles.isEmpty else { return [] }
        return [Markup("h2", [:], ["Latency percentiles"])]
            + latest.profiles.flatMap { [Markup("h3", [:], [Markup($0.title)]), plot($0).markup] }
    }

    private var curves: [Markup] {
        guard !latest.curves.isEmpty else { return [] }
        return [Markup("h2", [:], ["What changes with load and size"])]
            + latest.curves.flatMap { curve in
                [Markup("h3", [:], [Markup(curve.title)]), plot(curve).markup]
                    + [SlopeTable(curve, palette).markup].compactMap(\.self)
            }
    }

    /// Ours over its reference in each run that has the row.
    private var histories: [Markup] {
        let plots = latest.rows.compactMap { HistoryPlot($0, history, palette)?.markup }
        guard !plots.isEmpty else { return [] }
        return [
            Markup("h2", [:], ["From commit to commit"]),
            soft("Ratios to the reference in the same round, so that runs on different days can be compared."),
        ] + plots.flatMap(\.self)
    }

    // MARK: Plots

    private func plot(_ profile: Results.Profile) -> LinePlot {
        let names = palette.ordered(profile.series.keys)
        let all = names.flatMap { profile.series[$0] ?? [] }
        let places = [0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999]
        // The distance to certainty, so that each nine gets the same room.
        var x = Axis("percentile", .logarithmic, values: all.map { 1 / (1 - $0.quantile) })
        x = Axis(x, ticks: places.map { 1 / (1 - $0) }, names: places.map { "\(readablePercentile($0))" })
        return LinePlot(
            title: profile.title, x: x, y: Axis("microseconds", .logarithmic, values: all.map(\.microseconds)),
            lines: names.map { name in
                LinePlot.Line(
                    name: name, colour: palette.colour(of: name),
                    points: (profile.series[name] ?? []).map {
                        LinePlot.Point(x: 1 / (1 - $0.quantile), y: Spread([$0.microseconds]))
                    })
            })
    }

    private func plot(_ curve: Results.Curve) -> LinePlot {
        let names = palette.ordered(curve.series.keys)
        let all = names.flatMap { curve.series[$0] ?? [] }
        return LinePlot(
            title: curve.title, x: Axis(curve.xLabel, curve.xScale, values: all.map(\.x)),
            y: Axis(curve.yLabel, curve.yScale, values: all.flatMap(\.samples)),
            lines: names.map { name in
                LinePlot.Line(
                    name: name, colour: palette.colour(of: name),
                    points: (curve.series[name] ?? []).map { LinePlot.Point(x: $0.x, y: Spread($0.samples)) })
            })
    }

    // MARK: Pieces

    private func section(_ title: String, _ content: Markup) -> [Markup] {
        [Markup("h2", [:], [Markup(title)]), Markup("div", ["class": "scroll"], [content])]
    }

    private func soft(_ text: String) -> Markup { Markup("p", ["class": "soft"], [Markup(text)]) }

    private func readablePercentile(_ quantile: Double) -> String {
        let percent = (quantile * 1_000_000).rounded() / 10_000
        return percent == percent.rounded() ? "\(Int(percent))" : "\(percent)"
    }
}
