import ArgumentParser
import Figures
import Foundation

/// Measures what a server needs before anybody calls it: time to start, memory for idle peers, room on disk.
struct FootprintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "footprint",
        abstract: "Start to first answer, memory of idle connections and open streams, size of programs.")

    @Option(help: "Measured rounds; each starts every server twice.")
    var rounds = 6

    @Option(help: "Idle connections at the most; memory is read at each quarter of them.")
    var connections = 1000

    @OptionGroup var options: BenchOptions

    func validate() throws {
        guard rounds > 0 else { throw ValidationError("--rounds must be above zero.") }
        guard connections >= 40 else { throw ValidationError("--connections must be at least 40.") }
    }

    func run() async throws {
        guard connections <= OpenFiles.raise() - 100 else {
            throw ValidationError("--connections is more than this user may have sockets.")
        }
        let (entrants, missing) = try options.entrants()
        if options.plan {
            // Two servers have connections and calls to open, and each is weighed four times.
            let one = 3.5 + Double(connections) / 400
            return print(Int(Double(rounds * entrants.count) * one))
        }
        let workspace = try Workspace(cleartext: options.cleartext)
        defer { workspace.remove() }
        var results = options.results(of: entrants, missing: missing)
        var footprint = Footprint()
        // The first client of this process makes OpenSSL ready, which no server has to answer for.
        var rehearsal = Footprint()
        try await rehearsal.measureStart(of: entrants[0], in: workspace)
        for round in 1...rounds {
            for entrant in entrants {
                do {
                    try await footprint.measureStart(of: entrant, in: workspace)
                    try await footprint.measureMemory(of: entrant, connections: connections, in: workspace)
                } catch {
                    if entrant.isJudged { throw error }
                    print("round \(round): \(entrant.name) failed: \(error)")
                }
            }
        }
        for entrant in entrants { try footprint.measureSize(of: entrant, in: workspace) }
        results.rows = footprint.rows
        results.curves = [footprint.curve]
        for row in results.rows { print(row.table(of: entrants[0].name)) }
        try options.keep(results, of: "footprint")
    }
}
