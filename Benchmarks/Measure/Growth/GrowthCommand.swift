import ArgumentParser
import Figures
import Foundation

/// Measures what a call costs the server as connections, streams, messages and methods become more.
struct GrowthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "growth",
        abstract: "What a call costs the server, and its memory, as connections, streams, messages and methods grow.")

    @Option(help: "Measured rounds; each starts every server anew for each point.")
    var rounds = 2

    @Option(
        name: .customLong("of"),
        help: "Only the growth of this (\(Growth.all.map(\.name).joined(separator: ", "))); may be repeated.")
    var names: [String] = []

    @Option(help: "How long calls count in each run, in seconds.")
    var seconds = 0.5

    @Option(help: "Leave out points with more connections.")
    var mostConnections = 10_000

    @Flag(help: "Three points of each.")
    var sparse = false

    @OptionGroup var options: BenchOptions

    func validate() throws {
        guard rounds > 0, seconds >= 0.05 else { throw ValidationError("--rounds and --seconds must be above zero.") }
        if let unknown = names.first(where: { name in !Growth.all.contains { $0.name == name } }) {
            throw ValidationError("Nothing that grows is called `\(unknown)`.")
        }
    }

    func run() throws {
        // A socket for each connection; and some files that any program has.
        let most = min(mostConnections, OpenFiles.raise() - 100)
        let (peers, missing) = options.presentPeers
        let server = try Program.path(of: "benchmark-server")
        let ours = Entrant(name: "martlet", isJudged: true) { port, workspace in
            [server, "--port", "\(port)"] + workspace.serverSecurity
        }
        let entrants = [ours] + peers
        let growths = Growth.all.filter { names.isEmpty || names.contains($0.name) }.map { growth in
            (growth, growth.places(upTo: growth.name == "connections" ? most : .max, sparse: sparse))
        }
        if options.plan {
            return print(Int(growths.reduce(0) { $0 + plannedSeconds(of: $1.0, at: $1.1, for: entrants.count) }))
        }
        let workspace = try Workspace(cleartext: options.cleartext)
        defer { workspace.remove() }
        var measurement = GrowthMeasurement(
            generator: try Generator(), rounds: rounds, seconds: seconds, workspace: workspace)
        try options.keep(options.results(of: entrants, missing: missing), of: "growth") { results in
            for (growth, places) in growths {
                results.curves += try measurement.run(growth, at: places, of: entrants)
            }
            if let failure = measurement.failure { throw failure }
        }
    }

    private func plannedSeconds(of growth: Growth, at places: [Int], for contenders: Int) -> Double {
        places.reduce(0) { sum, place in
            // To start a server, to connect 700 times a second, and to await the calls that are open in the end.
            let preparation = 0.6 + Double(growth.name == "connections" ? place : 0) / 700
            return sum + Double(rounds * contenders) * (preparation + Generator.wallTime(ofRun: seconds))
        }
    }
}
