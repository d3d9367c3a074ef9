import Foundation
import Testing

/// A finished run of `martlet load`.
struct LoadCommand {
    let process: ChildProcess
    let exitCode: Int32
    /// The first step of its report; empty when there was none.
    let step: [String: Any]

    /// Runs `martlet load` with these arguments, the report as JSON on standard output.
    init(_ arguments: [String]) async throws {
        process = try ChildProcess(try Tools.martlet(), ["load", "--json", "-"] + arguments)
        exitCode = try await process.exitCode()
        let report = try? JSONSerialization.jsonObject(with: Data(process.output.utf8)) as? [String: Any]
        step = (report?["steps"] as? [[String: Any]])?.first ?? [:]
    }

    func count(_ name: String) -> Int? { step[name] as? Int }
    var statuses: [String: Int] { step["statuses"] as? [String: Int] ?? [:] }
}
