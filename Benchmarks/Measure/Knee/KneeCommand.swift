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
    var rounds = 6

    @Option(help: "How long calls count in each run, in seconds.")
    var seconds = 0.8

    @Flag(help: "Three loads instead of ten.")
    var sparse = false

    @OptionGroup var options: BenchOptions

    func validate() throws {
        guard rounds > 0, seconds >= 0.05 else { throw ValidationError("--rounds and --seconds must be above zero.") }
    }

    func run() throws {
        var (entrants, missing) = try options.entrants()
        let loads = sparse ? Knee.fewLoads : Knee.loads
        if options.plan {
            let runs = Double(rounds * entrants.count * (loads.count + 2))
            return print(Int(runs * Generator.wallTime(ofRun: seconds)))
        }
        let workspace = try Workspace(cleartext: options.cleartext)
        defer { workspace.remove() }
        let contenders = try Contender.start(entrants, missing: &missing, in: workspace)
        defer { contenders.forEach { $0.server.stop() } }
        var results = options.results(of: contenders.map(\.entrant), missing: missing)
        var knees = contenders.map { Knee(name: $0.name) }
        let measurement = KneeMeasurement(
            generator: try Generator(), seconds: seconds, loads: loads, workspace: workspace)
        for round in 1...rounds {
            for index in contenders.indices {
                do {
                    try measurement.run(contenders[index].server, into: &knees[index])
                    print("round \(round): \(knees[index].summary)")
                } catch {
                    if contenders[index].entrant.isJudged { throw error }
                    print("round \(round): \(contenders[index].name) failed: \(error)")
                }
            }
        }
        results.rows = Knee.rows(of: knees)
        results.curves = Knee.curves(of: knees)
        results.profiles = Knee.profiles(of: knees)
        try options.keep(results, of: "knee")
    }
}
