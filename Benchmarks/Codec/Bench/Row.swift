import Figures
import Foundation

/// What one message gave.
struct Row: Codable {
    struct Entry: Codable {
        let operation: String
        /// Nanoseconds per message.
        let ours: Spread
        /// Nanoseconds per message.
        let peer: Spread
        /// Of swift-protobuf's time to Martlet's in the same round: above 1, Martlet is faster.
        let ratio: Spread
        let goal: Double?

        var verdict: String {
            goal.map { ratio.median >= $0 ? "meets \($0)" : "misses \($0)" } ?? "-"
        }
    }

    let name: String
    let summary: String
    let byteCount: Int
    let entries: [Entry]

    /// Columns: median, then minimum and maximum in brackets.
    var table: String {
        let head = "\(name): \(summary), \(byteCount) bytes\n"
            + line("", "Martlet ns", "swift-protobuf ns", "times faster", "goal")
        return entries.reduce(head) { text, it in
            text + line(it.operation, cell(it.ours, 0), cell(it.peer, 0), cell(it.ratio, 2), it.verdict)
        }
    }

    private func cell(_ spread: Spread, _ digits: Int) -> String {
        let format = "%.\(digits)f"
        return String(format: "\(format) [\(format), \(format)]", spread.median, spread.minimum, spread.maximum)
    }

    private func line(_ cells: String...) -> String {
        let widths = [12, 26, 28, 22, 0]
        let padded = zip(cells, widths).map { $0.padding(toLength: max($1, $0.count), withPad: " ", startingAt: 0) }
        return "  " + padded.joined(separator: " ") + "\n"
    }
}
