import Glibc

/// What a process has used of the machine since it began, as the kernel counts it.
struct ProcessUsage: Sendable {
    /// Time on a processor of all threads, in user and kernel mode.
    var processorTime = Duration.zero
    /// How often a thread gave its processor up to wait.
    var voluntarySwitches = 0
    /// How often a thread was made to give its processor up.
    var involuntarySwitches = 0
    /// The most memory it ever had resident, in KiB.
    var peakMemory = 0

    /// This process.
    static var own: ProcessUsage {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return ProcessUsage() }
        return ProcessUsage(
            processorTime: .init(usage.ru_utime) + .init(usage.ru_stime), voluntarySwitches: usage.ru_nvcsw,
            involuntarySwitches: usage.ru_nivcsw, peakMemory: usage.ru_maxrss)
    }

    /// Another process of this machine: its threads that live, from /proc. Nil when there is no such process or it may
    /// not be looked at.
    init?(of process: Int32) {
        self.init()
        guard let threads = Folder.names(in: "/proc/\(process)/task"), !threads.isEmpty else { return nil }
        var nanoseconds: UInt64 = 0
        for thread in threads {
            let folder = "/proc/\(process)/task/\(thread)"
            let schedule = SmallFile.text("\(folder)/schedstat") ?? ""
            nanoseconds += schedule.split(separator: " ").first.flatMap { UInt64($0) } ?? 0
            let status = StatusFile("\(folder)/status")
            voluntarySwitches += status["voluntary_ctxt_switches"]
            involuntarySwitches += status["nonvoluntary_ctxt_switches"]
        }
        processorTime = .nanoseconds(Int64(clamping: nanoseconds))
        peakMemory = StatusFile("/proc/\(process)/status")["VmHWM"]
    }

    private init(
        processorTime: Duration = .zero, voluntarySwitches: Int = 0, involuntarySwitches: Int = 0, peakMemory: Int = 0
    ) {
        self.processorTime = processorTime
        self.voluntarySwitches = voluntarySwitches
        self.involuntarySwitches = involuntarySwitches
        self.peakMemory = peakMemory
    }

    /// What was used since `earlier`; the peak of memory is that of the process's whole life.
    func since(_ earlier: ProcessUsage) -> ProcessUsage {
        ProcessUsage(
            processorTime: processorTime - earlier.processorTime,
            voluntarySwitches: voluntarySwitches - earlier.voluntarySwitches,
            involuntarySwitches: involuntarySwitches - earlier.involuntarySwitches, peakMemory: peakMemory)
    }
}

/// Lines of `name: number` in a file of /proc.
private struct StatusFile {
    private let text: String

    init(_ path: String) { text = SmallFile.text(path) ?? "" }

    /// The number behind the name; 0 when there is none.
    subscript(name: String) -> Int {
        let line = text.split(separator: "\n").first { $0.hasPrefix("\(name):") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
    }
}

extension Duration {
    fileprivate init(_ time: timeval) {
        self = .seconds(time.tv_sec) + .microseconds(time.tv_usec)
    }
}
