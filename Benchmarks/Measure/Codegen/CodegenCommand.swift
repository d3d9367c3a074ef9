import ArgumentParser
import Figures
import Foundation
import MartletLoad

/// Measures the generator, and what the compiler makes of what it writes, beside swift-protobuf's.
struct CodegenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "codegen",
        abstract: "Time to generate Swift, to compile it, and its size, beside swift-protobuf's generator.")

    @Option(help: "Measured rounds of generating.")
    var rounds = 9

    @Option(help: "Measured rounds of compiling, one to two minutes each; 0 leaves it out.")
    var compileRounds = 3

    @Option(help: "The file that gets the results, or gets them added; one below Benchmarks/results unless given.")
    var output: String?

    @Flag(help: "Measure nothing; print about how many seconds it would take.")
    var plan = false

    func validate() throws {
        guard rounds > 0, compileRounds >= 0 else { throw ValidationError("--rounds must be above zero.") }
    }

    func run() throws {
        if plan { return print((rounds + 1) * 4 + compileRounds * 100) }
        let scratch = try Scratch()
        defer { scratch.remove() }
        var results = Results(
            date: Date(), machine: .current(revision: Revision.of(repository)),
            contenders: [.init(name: "martlet"), .init(name: GeneratorTool.peerName)])
        let tools = [try GeneratorTool.martlet(), try GeneratorTool.peer()]
        for set in [try SchemaSet.project(), try SchemaSet.large(in: scratch.folder.appending(path: "large"))] {
            results.rows += try set.measure(tools, rounds: rounds, in: scratch.folder.appending(path: "out"))
        }
        if compileRounds > 0 { results.rows += try CompileCost.measure(rounds: compileRounds) }
        for row in results.rows { print(row.table(of: "martlet")) }
        let file = output.map { URL(filePath: $0) } ?? Results.file(of: "codegen", at: results.date, in: repository)
        try results.add(to: file)
        print("Written to", file.path)
    }
}
