import Figures
import Foundation

/// What one scenario gave, for every contender.
struct Row {
    struct Entry {
        let server: String
        let requestsPerSecond: Spread
        /// Microseconds per reply message.
        let processorTime: Spread
        /// Microseconds.
        let medianLatency: Spread?
        /// KiB, right after a run.
        let residentMemory: Spread
        /// Of the row's figure to that of the first contender in the same round.
        let ratio: Spread
        /// The most that the ratio may be; nil where none is set, and for servers that are only compared with.
        let goal: Double?
    }

    private let name: String
    private let summary: String
    private let figure: Scenario.Figure
    private let goals: [Results.Goal]
    private let entries: [Entry]

    init(_ scenario: Scenario, entries: [Entry]) {
        name = scenario.name
        summary = scenario.summary
        figure = scenario.figure
        goals = scenario.goals
        self.entries = entries
    }

    /// The figure that has the goal, and how many requests were answered meanwhile.
    var results: [Results.Row] {
        let judged = Results.Row(
            id: name, title: summary, unit: figure.rawValue, better: .lower,
            goals: goals,
            samples: samples { figure == .medianLatency ? $0.medianLatency : $0.processorTime })
        let rate = Results.Row(
            id: "\(name)-rate", title: summary, unit: "requests/s", better: .higher,
            samples: samples(\.requestsPerSecond))
        return [judged, rate]
    }

    private func samples(_ figure: (Entry) -> Spread?) -> [String: [Double]] {
        Dictionary(
            entries.compactMap { entry in figure(entry).map { (entry.server, $0.samples) } }, uniquingKeysWith: { $1 })
    }

    /// Columns: median, then minimum and maximum in brackets.
    var table: String {
        let head = "\(name): \(summary)\n"
            + line("", "requests/s", "CPU us/message", "p50 us", "RSS KiB", "ratio of \(figure.rawValue)")
        return entries.enumerated().reduce(head) { text, entry in
            let (index, it) = entry
            let goal = it.goal.map { it.ratio.median <= $0 ? "  meets \($0)" : "  misses \($0)" } ?? ""
            return text + line(
                it.server, cell(it.requestsPerSecond, 0), cell(it.processorTime, 2),
                it.medianLatency.map { cell($0, 0) } ?? "-", cell(it.residentMemory, 0),
                index == 0 ? "1" : cell(it.ratio, 3) + goal)
        }
    }

    private func cell(_ spread: Spread, _ digits: Int) -> String {
        let format = "%.\(digits)f"
        return String(
            format: "\(format) [\(format), \(format)]", spread.median, spread.minimum, spread.maximum)
    }

    private func line(_ cells: String...) -> String {
        let widths = [16, 28, 22, 18, 24, 0]
        let padded = zip(cells, widths).map { $0.padding(toLength: max($1, $0.count), withPad: " ", startingAt: 0) }
        return "  " + padded.joined(separator: " ") + "\n"
    }
}
