import ArgumentParser
import Figures
import Foundation
import MartletLoad
import SwiftProtobuf

/// Measures what messages cost, beside other libraries in the same process on the same bytes.
@main
struct CodecCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "codec",
        abstract: "What encoding and decoding cost, beside other libraries on the same bytes.")

    @Option(help: "Measured rounds per row; each round runs every library once.")
    var rounds = 21

    @Option(
        name: .customLong("message"),
        help: "Measure only this message (\(Workload.names.joined(separator: ", "))); may be repeated.")
    var messages: [String] = []

    @Option(help: "The file that gets the results, or gets them added; one below Benchmarks/results unless given.")
    var output: String?

    @Flag(help: "Count what the libraries in this process allocate on the heap, instead of the time they take.")
    var allocations = false

    @Flag(help: "Measure nothing; print about how many seconds it would take.")
    var plan = false

    func validate() throws {
        guard rounds > 0 else { throw ValidationError("--rounds must be above zero.") }
        if let unknown = messages.first(where: { !Workload.names.contains($0) }) {
            let names = Workload.names.joined(separator: ", ")
            throw ValidationError("There is no message `\(unknown)`; there are \(names).")
        }
    }

    func run() throws {
        if plan { return print(names.count * (rounds + 3) / 10 + 1) }
        if allocations { try count() } else { try measure() }
    }

    private var names: [String] { Workload.names.filter { messages.isEmpty || messages.contains($0) } }

    private func count() throws {
        let counter = try AllocationCounter()
        for contender in Contender.allCases where contender.isMissing { print("Missing:", contender.rawValue) }
        for name in names {
            guard let workload = try Workload.named(name) else { continue }
            print(try workload.allocations(counter))
        }
    }

    private func measure() throws {
        let libraries = [swiftProtobuf, Contender.cpp?.name, Contender.c?.name, Contender.python?.name]
        print("Beside", libraries.compactMap(\.self).joined(separator: ", "))
        for contender in Contender.allCases where contender.isMissing { print("Missing:", contender.rawValue) }
        var results = Results(
            date: Date(), machine: .current(revision: Revision.of(repository)),
            contenders: [Results.Contender(name: "martlet")] + Contender.allCases.map(\.result))
        var missed: [String] = []
        for name in names {
            guard let workload = try Workload.named(name) else { continue }
            let row = Row(
                name: name, summary: workload.summary, byteCount: workload.byteCount,
                entries: try workload.operations.map(Measurement(rounds: rounds).run))
            print(row.table)
            results.rows += row.results
            missed += row.goalsMissed
        }
        if !missed.isEmpty { print("Goals missed:", missed.joined(separator: ", ")) }
        let file = output.map { URL(filePath: $0) } ?? Results.file(of: "codec", at: results.date, in: repository)
        try results.add(to: file)
        print("Written to", file.path)
    }

    private var swiftProtobuf: String { "swift-protobuf \(SwiftProtobuf.Version.versionString)" }
}
