import ArgumentParser
import Figures
import Foundation

/// Measures what calls cost the server, beside nghttpd on the same machine in the same minutes.
@main
struct LoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "What calls cost the server, beside nghttpd serving the same bytes as a file, and beside peers.")

    @Option(help: "Measured rounds per row; each round runs every server once. One more, unmeasured, warms up.")
    var rounds = 7

    @Option(name: .customLong("row"), help: "Run only this row (\(names.joined(separator: ", "))); may be repeated.")
    var rows: [String] = []

    @Option(
        name: .customLong("demo"),
        help: "Measure this build of martlet-demo instead of building one: name=path; may be repeated.")
    var demos: [Demo] = []

    @Option(
        name: .customLong("peer"),
        help: "Measure this gRPC implementation too, or `all`; may be repeated. Peers/build.sh builds them.")
    var peers: [String] = []

    @Option(help: "The file that gets the results, or gets them added; one below Benchmarks/results unless given.")
    var output: String?

    @Flag(help: "Measure a second nghttpd too: how far two equal servers differ here.")
    var control = false

    @Flag(help: "Without TLS: HTTP/2 with prior knowledge.")
    var cleartext = false

    @Option(help: "Multiply the number of requests per run.")
    var scale = 1.0

    func validate() throws {
        guard rounds > 0, scale > 0 else { throw ValidationError("--rounds and --scale must be above zero.") }
        if let unknown = rows.first(where: { !Self.names.contains($0) }) {
            throw ValidationError("There is no row `\(unknown)`; there are \(Self.names.joined(separator: ", ")).")
        }
        let known = ["all"] + Peer.all(in: Self.repository).map(\.name)
        if let unknown = peers.first(where: { !known.contains($0) }) {
            throw ValidationError("There is no peer `\(unknown)`; there are \(known.joined(separator: ", ")).")
        }
        guard ProcessInfo.processInfo.processorCount >= 2 else {
            throw ValidationError("The server and its client need a processor each; this machine has one.")
        }
    }

    func run() throws {
        let demos = try self.demos.isEmpty ? [Demo.build(in: Self.repository)] : self.demos
        let workspace = try Workspace(cleartext: cleartext)
        defer { workspace.remove() }

        var contenders = [try Contender.nghttpd("nghttpd", workspace)]
        defer { contenders.forEach { $0.server.stop() } }
        if control { contenders.append(try Contender.nghttpd("nghttpd again", workspace)) }
        for demo in demos { contenders.append(try Contender.martlet(demo, workspace)) }
        var missing: [Results.Contender] = []
        for peer in Peer.all(in: Self.repository) where peers.contains("all") || peers.contains(peer.name) {
            if let absence = peer.absence {
                missing.append(Results.Contender(name: peer.name, missing: absence))
                print("\(peer.name) is missing: \(absence)")
            } else {
                contenders.append(try Contender.peer(peer, workspace))
            }
        }
        let order = contenders.filter(\.isJudged) + contenders.filter { !$0.isJudged }
        var results = Results(
            date: Date(), machine: .current(revision: Revision.of(Self.repository)),
            contenders: order.map { Results.Contender(name: $0.name, version: $0.version) } + missing)
        for scenario in Scenario.all where rows.isEmpty || rows.contains(scenario.name) {
            let measurement = Measurement(scenario: scenario.scaled(by: scale), rounds: rounds)
            let row = try measurement.run(contenders.filter { $0.answers(scenario) }, in: workspace)
            print(row.table)
            results.rows += row.results
        }
        let shapes = Shape.all.filter { rows.isEmpty || rows.contains($0.name) }
        if !shapes.isEmpty {
            let measurement = ShapeMeasurement(
                generator: try Program.build("martlet", in: Self.repository), rounds: rounds, seconds: max(0.2, scale))
            for shape in shapes {
                let row = try measurement.run(shape, order.filter(\.servesCalls), in: workspace)
                print(row.table(of: order[0].name))
                results.rows.append(row)
            }
        }
        let file = output.map { URL(filePath: $0) } ?? Results.file(of: "load", at: results.date, in: Self.repository)
        try results.add(to: file)
        print("Written to", file.path)
    }

    private static let names = Scenario.all.map(\.name) + Shape.all.map(\.name)
    private static let repository = URL(filePath: #filePath).appending(path: "../../..").standardized
}
