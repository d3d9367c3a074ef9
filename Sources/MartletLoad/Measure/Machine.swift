import Glibc

/// The machine that a run was made on, and how busy it was.
struct Machine: Sendable {
    let processor: String
    let cores: Int
    let kernel: String
    /// Of the last minute, when the run began.
    let loadAverage: Double

    init() {
        let lines = (SmallFile.text("/proc/cpuinfo") ?? "").split(separator: "\n")
        let model = lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last
        processor = model.map { String($0.drop { $0 == " " }) } ?? "unknown"
        cores = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let release = SmallFile.text("/proc/sys/kernel/osrelease") ?? "unknown"
        kernel = "Linux \(release.split(separator: "\n").first ?? "unknown")"
        let average = SmallFile.text("/proc/loadavg")?.split(separator: " ").first
        loadAverage = average.flatMap { Double($0) } ?? 0
    }
}
