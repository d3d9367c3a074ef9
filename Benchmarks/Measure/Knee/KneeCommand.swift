import ArgumentParser
import Figures
import Foundation

/// Finds how many calls a second each server answers, and how long calls take below that.
struct KneeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "knee",
        abstract: "Latency against offered load, up to each server's own peak, and percentiles.",
        discussion: """
            A closed loop of 10 connections x 10 streams finds a server's peak. Then calls arrive at random (Poisson) \
            at parts of that rate, and latency counts from when a call should have begun.
            """)

    @Option(help: "Measured rounds; each finds every server's peak anew.")
    var rounds = 5

    @Option(help: "How long calls count in each run, in seconds.")
    var seconds = 2.0

    @Flag(help: "Three loads instead of ten.")
    var sparse = false

    @OptionGroup var options: BenchOptions

    func validate() throws {
        guard rounds > 0, seconds >= 0.05 else { throw ValidationError("--rounds and --seconds must be above zero.") }
    }

    func run() throws {
        let (entrants, missing) = try options.entrants()
        let workspace = try Workspace(cleartext: options.cleartext)
        defer { workspace.remove() }
        var contenders: [Contender] = []
        defer { contenders.forEach { $0.server.stop() } }
        for entrant in entrants { contenders.append(try Contender(entrant, in: workspace)) }
        var results = options.results(of: entrants, missing: missing)
        var knees = contenders.map { Knee(name: $0.name) }
        let measurement = KneeMeasurement(
            generator: try Generator(), seconds: seconds, loads: sparse ? Knee.fewLoads : Knee.loads,
            workspace: workspace)
        for round in 1...rounds {
            for index in contenders.indices {
                try measurement.run(contenders[index].server, into: &knees[index])
                print("round \(round): \(knees[index].summary)")
            }
        }
        results.rows = Knee.rows(of: knees)
        results.curves = Knee.curves(of: knees)
        results.profiles = Knee.profiles(of: knees)
        try options.keep(results, of: "knee")
    }
}
