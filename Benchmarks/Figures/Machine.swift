import Foundation

/// The machine that figures come from, and how busy it was.
public struct Machine: Codable, Sendable {
    public var processor: String
    public var processorCount: Int
    public var kernel: String
    /// Load averages of one, five and fifteen minutes when the run began.
    public var loadAverage: String
    /// The commit that was measured, with `+` behind it when files had changed since; empty outside a repository.
    public var revision: String

    /// This machine, now.
    public static func current(revision: String) -> Machine {
        let model = contents("/proc/cpuinfo").split(separator: "\n").first { $0.hasPrefix("model name") } ?? ""
        return Machine(
            processor: trimmed(model.split(separator: ":").last ?? ""),
            processorCount: ProcessInfo.processInfo.activeProcessorCount,
            kernel: trimmed(contents("/proc/sys/kernel/osrelease")),
            loadAverage: contents("/proc/loadavg").split(separator: " ").prefix(3).joined(separator: " "),
            revision: revision)
    }

    public init(processor: String, processorCount: Int, kernel: String, loadAverage: String, revision: String) {
        self.processor = processor
        self.processorCount = processorCount
        self.kernel = kernel
        self.loadAverage = loadAverage
        self.revision = revision
    }

    private static func contents(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
