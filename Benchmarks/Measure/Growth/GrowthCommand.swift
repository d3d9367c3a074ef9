import ArgumentParser
import Figures
import Foundation

/// Measures what a call costs the server as connections, streams, messages and methods become more.
struct GrowthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "growth",
        abstract: "What a call costs the server, and its memory, as connections, streams, messages and methods grow.")

    @Option(help: "Measured rounds; each starts every server anew for each point.")
    var rounds = 3

    @Option(
        name: .customLong("of"),
        help: "Only the growth of this (\(Growth.all.map(\.name).joined(separator: ", "))); may be repeated.")
    var names: [String] = []

    @Option(help: "How long calls count in each run, in seconds.")
    var seconds = 1.0

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
        let workspace = try Workspace(cleartext: options.cleartext)
        defer { workspace.remove() }
        let entrants = [ours] + peers
        var results = options.results(of: entrants, missing: missing)
        let measurement = GrowthMeasurement(
            generator: try Generator(), rounds: rounds, seconds: seconds, workspace: workspace)
        for growth in Growth.all where names.isEmpty || names.contains(growth.name) {
            let contenders = entrants.filter { growth.contenders?.contains($0.name) ?? true }
            let places = growth.places(upTo: growth.name == "connections" ? most : .max, sparse: sparse)
            results.curves += try measurement.run(growth, at: places, of: contenders)
        }
        try options.keep(results, of: "growth")
    }
}
