import Figures
import Foundation

/// One run of h2load, pinned to processor 1, and what it reported.
struct H2Load {
    let requestsPerSecond: Double
    /// From the log of all requests, in microseconds; nil when no log was asked for, because writing it costs time.
    let medianLatency: Double?

    init(_ scenario: Scenario, of contender: Contender, in workspace: Workspace) throws {
        let log = workspace.folder.appending(path: "h2load.log")
        defer { try? FileManager.default.removeItem(at: log) }
        let isLogged = scenario.figure == .medianLatency
        let output = try Command(
            ["timeout", "120", "taskset", "-c", "1", "h2load", "-n", "\(scenario.requests)"]
                + ["-c", "\(scenario.connections)", "-m", "\(scenario.streamsPerConnection)"]
                + (isLogged ? ["--log-file=\(log.path)"] : []) + contender.request(scenario, in: workspace)
        ).run()
        try Self.check(output, scenario, contender)
        requestsPerSecond = Self.number(in: output, before: " req/s") ?? 0
        medianLatency = isLogged ? try Self.medianLatency(in: log) : nil
    }

    /// Every response must have status 2xx, and together they must hold every byte that was asked for.
    private static func check(_ output: String, _ scenario: Scenario, _ contender: Contender) throws {
        let data = scenario.requests * scenario.replySize
        guard number(in: output, before: " succeeded") == Double(scenario.requests),
            number(in: output, before: " 2xx") == Double(scenario.requests), output.contains("(\(data)) data")
        else {
            throw Command.Failure(
                description: "\(contender.name) failed requests of \(scenario.name), or sent not \(data) bytes:\n"
                    + output.suffix(2000))
        }
    }

    private static func number(in text: String, before unit: String) -> Double? {
        guard let end = text.range(of: unit)?.lowerBound else { return nil }
        return Double(text[..<end].reversed().prefix { $0.isNumber || $0 == "." }.reversed().map(String.init).joined())
    }

    /// Lines of start time, status and duration, apart by tabs.
    private static func medianLatency(in log: URL) throws -> Double {
        let durations = try String(contentsOf: log, encoding: .utf8).split(separator: "\n").compactMap { line in
            line.split(separator: "\t").last.flatMap { Double($0) }
        }
        return Spread(durations).median
    }
}
