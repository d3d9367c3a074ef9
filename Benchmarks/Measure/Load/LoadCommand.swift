import ArgumentParser
import Figures
import Foundation

/// Measures what calls cost the server, beside nghttpd on the same machine in the same minutes.
struct LoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "What calls cost the server, beside nghttpd serving the same bytes as a file, and beside peers.")

    @Option(help: "Measured rounds per row; each round runs every server once. One more, unmeasured, warms up.")
    var rounds = 7

    @Option(name: .customLong("row"), help: "Run only this row (\(names.joined(separator: ", "))); may be repeated.")
    var rows: [String] = []

    @OptionGroup var options: BenchOptions

    @Flag(help: "Measure a second nghttpd too: how far two equal servers differ here.")
    var control = false

    @Option(help: "Multiply the number of requests per run.")
    var scale = 1.0

    func validate() throws {
        guard rounds > 0, scale > 0 else { throw ValidationError("--rounds and --scale must be above zero.") }
        if let unknown = rows.first(where: { !Self.names.contains($0) }) {
            throw ValidationError("There is no row `\(unknown)`; there are \(Self.names.joined(separator: ", ")).")
        }
    }

    func run() throws {
        let (servers, missing) = try options.entrants()
        let workspace = try Workspace(cleartext: options.cleartext)
        defer { workspace.remove() }

        // nghttpd comes first: it is what goals are set for.
        let limits = [Entrant.nghttpd] + (control ? [Entrant.nghttpd("nghttpd again")] : [])
        var contenders: [Contender] = []
        defer { contenders.forEach { $0.server.stop() } }
        for entrant in limits + servers { contenders.append(try Contender(entrant, in: workspace)) }
        let ours = servers.filter(\.isJudged)
        var results = options.results(of: ours + limits + servers.filter { !$0.isJudged }, missing: missing)
        for scenario in Scenario.all where rows.isEmpty || rows.contains(scenario.name) {
            let measurement = Measurement(scenario: scenario.scaled(by: scale), rounds: rounds)
            let row = try measurement.run(contenders.filter { $0.answers(scenario) }, in: workspace)
            print(row.table)
            results.rows += row.results
        }
        let shapes = Shape.all.filter { rows.isEmpty || rows.contains($0.name) }
        if !shapes.isEmpty {
            let measurement = ShapeMeasurement(
                generator: try Generator(), rounds: rounds, seconds: max(0.2, scale))
            for shape in shapes {
                let row = try measurement.run(shape, contenders.filter(\.entrant.servesCalls), in: workspace)
                print(row.table(of: ours[0].name))
                results.rows.append(row)
            }
        }
        try options.keep(results, of: "load")
    }

    private static let names = Scenario.all.map(\.name) + Shape.all.map(\.name)
}
