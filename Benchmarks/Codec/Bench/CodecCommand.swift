import ArgumentParser

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

    @Flag(help: "Count what the libraries in this process allocate on the heap, instead of the time they take.")
    var allocations = false

    func validate() throws {
        guard rounds > 0 else { throw ValidationError("--rounds must be above zero.") }
        if let unknown = messages.first(where: { !Workload.names.contains($0) }) {
            let names = Workload.names.joined(separator: ", ")
            throw ValidationError("There is no message `\(unknown)`; there are \(names).")
        }
    }

    func run() throws {
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
        var report = Report(rounds: rounds)
        print("Beside", report.peers.joined(separator: ", "))
        for peer in report.missing { print("Missing:", peer.rawValue) }
        for name in names {
            guard let workload = try Workload.named(name) else { continue }
            let row = Row(
                name: name, summary: workload.summary, byteCount: workload.byteCount,
                entries: try workload.operations.map(Measurement(rounds: rounds).run))
            print(row.table)
            report.rows.append(row)
        }
        if !report.goalsMissed.isEmpty { print("Goals missed:", report.goalsMissed.joined(separator: ", ")) }
        print("Written to", try report.write())
    }
}
