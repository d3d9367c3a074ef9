import Glibc

/// The machine that a run was made on, how busy it was, and what was run.
public struct Machine: Codable, Hashable, Sendable {
    /// The model of its processors, as it names itself.
    public var processor: String
    /// Processors that are online.
    public var processorCount: Int
    /// The release of its Linux kernel.
    public var kernel: String
    /// Load averages of one, five and fifteen minutes when the run began, with spaces between them.
    public var loadAverage: String
    /// The version that was measured; nil when nobody told.
    public var revision: String?

    /// A machine of which all is known.
    public init(processor: String, processorCount: Int, kernel: String, loadAverage: String, revision: String?) {
        self.processor = processor
        self.processorCount = processorCount
        self.kernel = kernel
        self.loadAverage = loadAverage
        self.revision = revision
    }

    /// This machine, now. What the kernel does not tell is `unknown`.
    public static func current(revision: String?) -> Machine {
        let model = line(of: "/proc/cpuinfo") { $0.hasPrefix("model name") }?.split(separator: ":").last
        let averages = line(of: "/proc/loadavg")?.split(separator: " ").prefix(3).joined(separator: " ")
        return Machine(
            processor: model.map { String($0.drop { $0 == " " }) } ?? unknown,
            processorCount: Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))),
            kernel: line(of: "/proc/sys/kernel/osrelease").map(String.init) ?? unknown,
            loadAverage: averages ?? unknown, revision: revision)
    }

    /// The first of the load averages; 0 when it is unknown.
    var loadOfLastMinute: Double { loadAverage.split(separator: " ").first.flatMap { Double($0) } ?? 0 }

    private static let unknown = "unknown"

    private static func line(of path: String, where isWanted: (Substring) -> Bool = { _ in true }) -> Substring? {
        SmallFile.text(path)?.split(separator: "\n").first(where: isWanted)
    }
}
