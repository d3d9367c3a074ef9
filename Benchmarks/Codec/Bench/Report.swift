import Foundation
import SwiftProtobuf

/// All rows of one invocation and the circumstances, as they are kept.
struct Report: Codable {
    var date = Date()
    let processor: String
    let loadAverage: String
    let peers: [String]
    /// Peers that could not be built: nothing is said of them.
    let missing: [Contender]
    let rounds: Int
    var rows: [Row] = []

    static let repository = URL(filePath: #filePath).appending(path: "../../../..").standardized

    init(rounds: Int) {
        func file(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
        func trimmed(_ text: some StringProtocol) -> String { text.trimmingCharacters(in: .whitespacesAndNewlines) }
        let model = file("/proc/cpuinfo").split(separator: "\n").first { $0.hasPrefix("model name") } ?? ""
        processor = trimmed(model.split(separator: ":").last ?? "")
        loadAverage = trimmed(file("/proc/loadavg"))
        peers =
            ["swift-protobuf \(SwiftProtobuf.Version.versionString)"]
            + [Contender.cpp?.name, Contender.c?.name, Contender.python?.name].compactMap(\.self)
        missing = Contender.allCases.filter(\.isMissing)
        self.rounds = rounds
    }

    var goalsMissed: [String] {
        rows.flatMap { row in
            row.entries.flatMap { entry in
                entry.peers.filter(\.isMissed).map { "\(row.name) \(entry.operation) (\($0.contender.rawValue))" }
            }
        }
    }

    /// Writes `Benchmarks/results/codec-<time>.json` and returns its path.
    func write() throws -> String {
        let folder = Self.repository.appending(path: "Benchmarks/results")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        encoder.dateEncodingStrategy = .iso8601
        let file = folder.appending(path: "codec-\(Int(date.timeIntervalSince1970)).json")
        try encoder.encode(self).write(to: file)
        return file.path
    }
}
