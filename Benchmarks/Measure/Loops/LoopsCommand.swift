import ArgumentParser
import Figures
import Foundation

/// Measures how much more a server answers with two loops than with one.
struct LoopsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loops", abstract: "How many more calls two loops answer than one.",
        discussion: """
            The server has processors 0 and 1 and its client as many of its own; on a machine with fewer than four \
            both share what there is, and nothing can be told about the loops.
            """)

    @Option(help: "Measured rounds.")
    var rounds = 7

    @Option(help: "How long calls count in each run, in seconds.")
    var seconds = 1.0

    @OptionGroup var options: BenchOptions

    func validate() throws {
        guard rounds > 0, seconds >= 0.05 else { throw ValidationError("--rounds and --seconds must be above zero.") }
    }

    func run() throws {
        if options.plan { return print(Int(Double(rounds * 2) * Generator.wallTime(ofRun: seconds))) }
        let demo = try options.demos.first ?? Demo.built()
        let workspace = try Workspace(cleartext: options.cleartext)
        defer { workspace.remove() }
        let hasRoom = ProcessInfo.processInfo.activeProcessorCount >= 4
        var generator = try Generator()
        generator.processors = hasRoom ? "2,3" : "0,1"
        let entrant = Entrant.martlet(demo)
        let servers = try ["1", "2"].map {
            try entrant.start(in: workspace, processors: $0 == "1" ? "0" : "0,1", with: ["--loops", $0])
        }
        defer { servers.forEach { $0.stop() } }
        var row = Results.Row(
            id: "loops-2", title: "UnaryCall, 100 bytes each way, 20 connections x 10 streams: two loops",
            unit: "times the calls/s of one", better: .higher, goals: [.init(1.8)])
        if !hasRoom {
            row.reservation = "cannot be told on this machine: the client has no processors of its own"
        }
        for _ in 0..<rounds {
            let rates = try servers.map { try rate(of: $0, generator, in: workspace) }
            row.samples[demo.name, default: []].append(rates[1] / rates[0])
        }
        print(row.table(of: demo.name), row.reservation ?? "")
        var results = options.results(of: [entrant], missing: [])
        results.rows = [row]
        try options.keep(results, of: "loops")
    }

    private func rate(of server: ServerProcess, _ generator: Generator, in workspace: Workspace) throws -> Double {
        try generator.run(
            "UnaryCall", of: server, for: seconds,
            ["--request-bytes", "100", "--data", #"{"responseSize": 100}"#, "--connections", "20", "--streams", "10"]
                + ["--loops", "2"], in: workspace
        ).callRate
    }
}
