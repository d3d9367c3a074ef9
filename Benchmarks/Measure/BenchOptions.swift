import ArgumentParser
import Figures
import Foundation
import MartletLoad

/// What every bench that starts servers is told.
struct BenchOptions: ParsableArguments {
    @Option(
        name: .customLong("demo"),
        help: "Measure this build of martlet-demo instead of the one that was built: name=path; may be repeated.")
    var demos: [Demo] = []

    @Option(
        name: .customLong("peer"),
        help: "Measure this gRPC implementation too, or `all`; may be repeated. Peers/build.sh builds them.")
    var peers: [String] = []

    @Option(help: "The file that gets the results, or gets them added; one below Benchmarks/results unless given.")
    var output: String?

    @Flag(help: "Without TLS: HTTP/2 with prior knowledge.")
    var cleartext = false

    @Flag(help: "Measure nothing; print about how many seconds it would take.")
    var plan = false

    func validate() throws {
        let known = ["all"] + Peer.all.map(\.name)
        if let unknown = peers.first(where: { !known.contains($0) }) {
            throw ValidationError("There is no peer `\(unknown)`; there are \(known.joined(separator: ", ")).")
        }
        guard ProcessInfo.processInfo.processorCount >= 2 else {
            throw ValidationError("The server and its client need a processor each; this machine has one.")
        }
    }

    /// The builds of Martlet's demo that are measured, and the peers that are there; those that aren't are reported.
    func entrants() throws -> (all: [Entrant], missing: [Results.Contender]) {
        let demos = try self.demos.isEmpty ? [Demo.built()] : self.demos
        let (present, missing) = presentPeers
        return (demos.map(Entrant.martlet) + present, missing)
    }

    /// The peers that are asked for: those that are there, and those that aren't.
    var presentPeers: (present: [Entrant], missing: [Results.Contender]) {
        let wanted = Peer.all.filter { peers.contains("all") || peers.contains($0.name) }
        let missing = wanted.compactMap { peer in
            peer.absence.map { Results.Contender(name: peer.name, missing: $0) }
        }
        for peer in missing { print("\(peer.name) is missing: \(peer.missing ?? "")") }
        return (wanted.filter { $0.absence == nil }.map(Entrant.peer), missing)
    }

    /// Results of these contenders, in which the first is the one that is judged.
    func results(of entrants: [Entrant], missing: [Results.Contender]) -> Results {
        Results(
            date: Date(), machine: .current(revision: Revision.of(repository)),
            contenders: entrants.map { Results.Contender(name: $0.name, version: $0.version) } + missing)
    }

    /// Adds what is measured to the results and keeps them: what there is of them, when that fails halfway.
    func keep(_ results: Results, of bench: String, measuredBy measure: (inout Results) throws -> Void) throws {
        var results = results
        do { try measure(&results) } catch {
            try keep(results, of: bench)
            throw error
        }
        try keep(results, of: bench)
    }

    /// Keeps them in the file that was named, or in one of the bench's own.
    func keep(_ results: Results, of bench: String) throws {
        let file = output.map { URL(filePath: $0) } ?? Results.file(of: bench, at: results.date, in: repository)
        try results.add(to: file)
        print("Written to", file.path)
    }
}

let repository = URL(filePath: #filePath).appending(path: "../../..").standardized
