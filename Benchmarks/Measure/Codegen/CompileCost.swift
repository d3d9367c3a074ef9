import Figures
import Foundation

/// What generated code costs the compiler and the program: what `Codec/Compile/measure.sh` finds.
enum CompileCost {
    static func measure(rounds: Int) throws -> [Results.Row] {
        let benchmarks = repository.appending(path: "Benchmarks")
        try Command(
            [benchmarks.appending(path: "Codec/Compile/measure.sh").path, "\(rounds)"],
            environment: ProcessInfo.processInfo.environment
        ).run()
        let figures = try String(contentsOf: benchmarks.appending(path: ".build/compile/figures"), encoding: .utf8)
        return rows(figures)
    }

    /// Lines of what was measured, of whom, and one figure a round.
    static func rows(_ figures: String) -> [Results.Row] {
        let peer = GeneratorTool.peerName
        let kinds = [
            ("release", "100 generated messages, compiled with -O", "s of processor", 1.0),
            ("debug", "100 generated messages, compiled with -Onone", "s of processor", 1.0),
            ("size", "100 generated messages, machine code and data with -O", "KB", 0.8),
        ]
        var rows = kinds.map { name, title, unit, goal in
            Results.Row(
                id: "compile-\(name)", title: title, unit: unit, better: .lower, goals: [.init(goal, of: peer)])
        }
        for line in figures.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 2, let index = kinds.firstIndex(where: { $0.0 == words[0] }) else { continue }
            rows[index].samples[String(words[1])] = words.dropFirst(2).compactMap { Double($0) }
        }
        return rows
    }
}
