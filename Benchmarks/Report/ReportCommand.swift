import ArgumentParser
import Figures
import Foundation
import MartletLoad

/// Draws what the benchmarks measured, and tells two runs apart.
@main
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Draws what the benchmarks measured, and tells two runs apart.",
        subcommands: [Draw.self, Compare.self, Miss.self])
}

struct Draw: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes one HTML page of the latest run, with the history of all that are given.")

    @Argument(help: "Result files.", completion: .file(extensions: ["json"]))
    var files: [String]

    @Option(name: .shortAndLong, help: "Where the page goes.")
    var output = "report.html"

    func run() throws {
        let results = try files.map { try Results(contentsOf: URL(filePath: $0)) }
        try Page(results).text.write(toFile: output, atomically: true, encoding: .utf8)
        print("Written to", output)
    }
}

struct Miss: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Adds to a run that one of its benches failed, so that the page says so.")

    @Argument(help: "The run's file; made when no bench has made it yet.", completion: .file(extensions: ["json"]))
    var file: String

    @Argument(help: "The bench that failed.")
    var bench: String

    @Argument(help: "Why.")
    var reason: String

    func run() throws {
        let repository = URL(filePath: #filePath).appending(path: "../../..").standardized
        var results = Results(
            date: Date(), machine: .current(revision: Revision.of(repository)), contenders: [.init(name: "martlet")])
        results.failures = [.init(bench: bench, reason: reason)]
        try results.add(to: URL(filePath: file))
    }
}

struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tells improvement, regression and noise apart.",
        discussion: """
            Each figure is compared by its ratio to the peer that was measured in the same rounds. A change counts \
            when its 95 % interval (Hodges and Lehmann, from ranks) does not hold 1. The exit code is 0 without a \
            regression, 1 with one, and 2 when the files can't be compared.
            """)

    @Argument(help: "The run before.", completion: .file(extensions: ["json"]))
    var before: String

    @Argument(help: "The run after.", completion: .file(extensions: ["json"]))
    var after: String

    @Option(help: "Whose figures; the first contender's unless given.")
    var contender: String?

    @Option(help: "Changes below this part of a figure are noise: 0.02 is 2 %.")
    var least = 0.02

    func validate() throws {
        guard (0..<1).contains(least) else { throw ValidationError("--least must be at least 0 and below 1.") }
    }

    func run() throws {
        let comparisons: [Comparison]
        do { comparisons = try self.comparisons() } catch {
            FileHandle.standardError.write(Data("Error: \(error)\n".utf8))
            throw ExitCode(2)
        }
        for comparison in comparisons { print(Self.line(comparison)) }
        if comparisons.contains(where: { $0.outcome == .regression }) { throw ExitCode(1) }
    }

    private func comparisons() throws -> [Comparison] {
        let old = try Results(contentsOf: URL(filePath: before))
        let new = try Results(contentsOf: URL(filePath: after))
        guard let name = contender ?? old.contenders.first?.name else {
            throw Results.Unusable("\(before) names no contender.")
        }
        let comparisons = Comparison.all(from: old, to: new, of: name, least: least)
        guard !comparisons.isEmpty else {
            throw Results.Unusable("The two runs have no figure of \(name) in common.")
        }
        return comparisons
    }

    static func line(_ comparison: Comparison) -> String {
        let reference = comparison.reference.map { ", as a ratio to \($0)" } ?? ""
        guard let factor = comparison.factor else {
            return "\(comparison.id): \(comparison.outcome.rawValue) (at least four each are needed)"
        }
        let interval = String(format: "%.3f [%.3f, %.3f]", factor.estimate, factor.low, factor.high)
        return "\(comparison.id): \(comparison.outcome.rawValue): \(interval) times what it was\(reference)"
    }
}
