import Glibc

/// The memory that this process may have.
enum MachineMemory {
    /// The smallest of the machine's memory and what the control groups of the process allow, in bytes: `memory.max` of
    /// cgroup v2, and `memory.limit_in_bytes` of v1.
    static var bytes: Int {
        let pages = sysconf(Int32(_SC_PHYS_PAGES)), pageSize = sysconf(Int32(_SC_PAGESIZE))
        let (machine, overflow) = pages.multipliedReportingOverflow(by: pageSize)
        let limits = files(of: read("/proc/self/cgroup")).compactMap { limit(read($0)) }
        return min(limits.min() ?? .max, overflow || machine <= 0 ? .max : machine)
    }

    /// Where the limits of a process's groups stand, and those of the groups around them, from what `/proc/self/cgroup`
    /// says. Not all of these files need exist: a container may see no more of the tree than its own root.
    static func files(of text: String) -> [String] {
        text.split(separator: "\n").flatMap { line -> [String] in
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { return [] }
            if parts[1].isEmpty { return groups(parts[2]).map { "/sys/fs/cgroup\($0)/memory.max" } }
            guard parts[1].split(separator: ",").contains("memory") else { return [] }
            return groups(parts[2]).map { "/sys/fs/cgroup/memory\($0)/memory.limit_in_bytes" }
        }
    }

    /// A group and those around it: "/a/b", "/a" and "".
    private static func groups(_ path: Substring) -> [String] {
        let parts = path.split(separator: "/")
        return (0...parts.count).reversed().map { parts.prefix($0).map { "/\($0)" }.joined() }
    }

    /// What such a file says; nil for "max", and when there is no such file.
    static func limit(_ text: String) -> Int? { Int(text.prefix { $0 != "\n" }) }

    private static func read(_ path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        return withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { region in
            let count = Glibc.read(descriptor, region.baseAddress, region.count)
            return String(decoding: region[..<max(0, count)], as: UTF8.self)
        }
    }
}
