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

    @Option(help: "How long calls count in each run, in seconds; who answers slowly gets fewer requests.")
    var seconds = 1.0

    func validate() throws {
        guard rounds > 0, scale > 0, seconds >= 0.05 else {
            throw ValidationError("--rounds, --scale and --seconds must be above zero.")
        }
        if let unknown = rows.first(where: { !Self.names.contains($0) }) {
            throw ValidationError("There is no row `\(unknown)`; there are \(Self.names.joined(separator: ", ")).")
        }
    }

    func run() throws {
        var (servers, missing) = try options.entrants()
        if options.plan { return print(Int(plannedSeconds(for: servers))) }
        let workspace = try Workspace(cleartext: options.cleartext)
        defer { workspace.remove() }

        // nghttpd comes first: it is what goals are set for.
        let contenders = try Contender.start(limits + servers, missing: &missing, in: workspace)
        defer { contenders.forEach { $0.server.stop() } }
        let ours = contenders.map(\.entrant).filter(\.isJudged)
        let others = contenders.map(\.entrant).filter { !$0.isJudged }
        try options.keep(options.results(of: ours + others, missing: missing), of: "load") { results in
            for scenario in scenarios {
                let measurement = Measurement(
                    scenario: scenario.scaled(by: scale), rounds: rounds, seconds: seconds)
                let row = try measurement.run(contenders.filter { $0.entrant.answers(scenario) }, in: workspace)
                print(row.table)
                results.rows += row.results
            }
            guard !shapes.isEmpty else { return }
            let measurement = ShapeMeasurement(generator: try Generator(), rounds: rounds, seconds: seconds)
            for shape in shapes {
                let row = try measurement.run(shape, contenders.filter(\.entrant.servesCalls), in: workspace)
                print(row.table(of: ours[0].name))
                results.rows.append(row)
            }
        }
    }

    private var limits: [Entrant] { [Entrant.nghttpd] + (control ? [Entrant.nghttpd("nghttpd again")] : []) }
    private var scenarios: [Scenario] { Scenario.all.filter { rows.isEmpty || rows.contains($0.name) } }
    private var shapes: [Shape] { Shape.all.filter { rows.isEmpty || rows.contains($0.name) } }

    private func plannedSeconds(for servers: [Entrant]) -> Double {
        let asked = scenarios.map { scenario in
            Double((limits + servers).filter { $0.answers(scenario) }.count) * Double(rounds + 1)
        }
        return asked.reduce(0, +) * (seconds + 0.15)
            + Double(shapes.count * servers.count * rounds) * Generator.wallTime(ofRun: seconds)
    }

    private static let names = Scenario.all.map(\.name) + Shape.all.map(\.name)
}
