import Foundation

/// All rows of one invocation and the circumstances, as they are kept.
struct Report: Codable {
    var date = Date()
    var processor: String
    var kernel: String
    var loadAverage: String
    var peer: String
    let encrypted: Bool
    let rounds: Int
    /// Peers that were asked for and could not be measured, and why.
    var missing: [String: String] = [:]
    var rows: [Row] = []

    init(encrypted: Bool, rounds: Int) {
        func file(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
        func trimmed(_ text: some StringProtocol) -> String { text.trimmingCharacters(in: .whitespacesAndNewlines) }
        let model = file("/proc/cpuinfo").split(separator: "\n").first { $0.hasPrefix("model name") } ?? ""
        processor = trimmed(model.split(separator: ":").last ?? "")
        kernel = trimmed(file("/proc/sys/kernel/osrelease"))
        loadAverage = trimmed(file("/proc/loadavg"))
        peer = trimmed((try? Command(["nghttpd", "--version"]).run()) ?? "")
        self.encrypted = encrypted
        self.rounds = rounds
    }

    /// Writes `Benchmarks/results/load-<time>.json` and returns its path.
    func write(below repository: URL) throws -> String {
        let folder = repository.appending(path: "Benchmarks/results")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        encoder.dateEncodingStrategy = .iso8601
        let file = folder.appending(path: "load-\(Int(date.timeIntervalSince1970)).json")
        try encoder.encode(self).write(to: file)
        return file.path
    }
}
