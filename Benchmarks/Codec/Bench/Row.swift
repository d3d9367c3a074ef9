import Figures
import Foundation

/// What one message gave.
struct Row {
    struct Entry {
        let operation: String
        /// Nanoseconds per message.
        let ours: Spread
        let peers: [Figure]
    }

    /// What one peer gave for it.
    struct Figure {
        let contender: Contender
        /// Nanoseconds per message.
        let time: Spread
        /// Of the peer's time to Martlet's in the same round: above 1, Martlet is faster.
        let ratio: Spread
        let goal: Double?

        var isMissed: Bool { goal.map { ratio.median < $0 } ?? false }

        var verdict: String {
            goal.map { String(format: isMissed ? "misses %g" : "meets %g", $0) } ?? ""
        }
    }

    let name: String
    let summary: String
    let byteCount: Int
    let entries: [Entry]

    /// The goal of a ratio to Martlet's time becomes one of Martlet's ratio to the peer's.
    var results: [Results.Row] {
        entries.map { entry in
            Results.Row(
                id: "codec-\(name)-\(entry.operation.replacing(" ", with: "-"))",
                title: "\(name), \(entry.operation): \(summary)", unit: "ns per message", better: .lower,
                goals: entry.peers.compactMap { peer in
                    peer.goal.map { Results.Goal(1 / $0, of: peer.contender.rawValue) }
                },
                samples: Dictionary(
                    entry.peers.map { ($0.contender.rawValue, $0.time.samples) } + [("martlet", entry.ours.samples)],
                    uniquingKeysWith: { $1 }))
        }
    }

    /// Columns: median, then minimum and maximum in brackets.
    var table: String {
        entries.reduce("\(name): \(summary), \(byteCount) bytes\n") { text, entry in
            entry.peers.reduce(text + line(entry.operation, "Martlet", cell(entry.ours, 0, "ns"))) { text, peer in
                text
                    + line(
                        "", peer.contender.rawValue, cell(peer.time, 0, "ns"), cell(peer.ratio, 2, "x"), peer.verdict)
            }
        }
    }

    var goalsMissed: [String] {
        entries.flatMap { entry in
            entry.peers.filter(\.isMissed).map { "\(name) \(entry.operation) (\($0.contender.rawValue))" }
        }
    }

    private func cell(_ spread: Spread, _ digits: Int, _ unit: String) -> String {
        let format = "%.\(digits)f"
        return String(
            format: "\(format) \(unit) [\(format), \(format)]", spread.median, spread.minimum, spread.maximum)
    }

    private func line(_ cells: String...) -> String {
        let widths = [12, 20, 32, 24, 0]
        let padded = zip(cells, widths).map { $0.padding(toLength: max($1, $0.count), withPad: " ", startingAt: 0) }
        return ("  " + padded.joined(separator: " ")).trimmingSuffix { $0 == " " } + "\n"
    }
}

extension String {
    fileprivate func trimmingSuffix(_ isPadding: (Character) -> Bool) -> String {
        String(self[..<(lastIndex { !isPadding($0) }.map(index(after:)) ?? startIndex)])
    }
}
