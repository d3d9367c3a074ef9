import Figures
import Foundation

/// A running server, and how a scenario is asked of it.
struct Contender {
    let entrant: Entrant
    let server: ServerProcess

    var name: String { entrant.name }

    /// Starts the server.
    init(_ entrant: Entrant, in workspace: Workspace) throws {
        self.entrant = entrant
        server = try entrant.start(in: workspace)
    }

    /// Starts all. A peer that doesn't start is missing; when one that is judged doesn't, nothing can be measured.
    static func start(
        _ entrants: [Entrant], missing: inout [Results.Contender], in workspace: Workspace
    ) throws -> [Contender] {
        var started: [Contender] = []
        for entrant in entrants {
            do { started.append(try Contender(entrant, in: workspace)) } catch {
                guard !entrant.isJudged else {
                    started.forEach { $0.server.stop() }
                    throw error
                }
                print("\(entrant.name) is missing: \(error)")
                missing.append(Results.Contender(name: entrant.name, version: entrant.version, missing: "\(error)"))
            }
        }
        return started
    }

    /// Everything of a client's command line that depends on who is asked: headers, body and address.
    func request(_ scenario: Scenario, in workspace: Workspace) -> [String] {
        let isCall = entrant.servesCalls
        return (isCall ? ["-H", "content-type: application/grpc", "-H", "te: trailers"] : [])
            + (isCall || scenario.uploads ? ["-d", workspace.body(of: scenario).path] : [])
            + ["\(workspace.scheme)://127.0.0.1:\(server.port)"
                + (isCall ? scenario.path : "/\(workspace.reply(of: scenario))")]
    }

    /// One request, looked at closely: h2load counts HTTP statuses, and a failed call has status 200 too.
    func verify(_ scenario: Scenario, in workspace: Workspace) throws {
        let post = entrant.servesCalls || scenario.uploads ? ["-H", ":method: POST"] : []
        let log = try Command(["timeout", "10", "nghttp", "-nvy"] + post + request(scenario, in: workspace)).run()
        guard log.contains(":status: 200"), log.contains("grpc-status: 0") else {
            throw Command.Failure(description: "\(name) does not answer \(scenario.name) as it should:\n\(log)")
        }
    }
}
