import Glibc

/// The memory that this process may have.
enum MachineMemory {
    /// The smallest of the machine's memory and what the control groups of the process allow (`memory.max` of cgroup
    /// v2), in bytes.
    static var bytes: Int {
        let pages = sysconf(Int32(_SC_PHYS_PAGES)), pageSize = sysconf(Int32(_SC_PAGESIZE))
        let (machine, overflow) = pages.multipliedReportingOverflow(by: pageSize)
        let limits = groups(of: read("/proc/self/cgroup")).compactMap { limit(read("/sys/fs/cgroup\($0)/memory.max")) }
        return min(limits.min() ?? .max, overflow || machine <= 0 ? .max : machine)
    }

    /// The paths of a process's group of cgroup v2 and of those around it, from what `/proc/self/cgroup` says.
    static func groups(of text: String) -> [String] {
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("0::/") }) else { return [] }
        var parts = line.dropFirst(4).split(separator: "/")
        var groups = [""]
        while !parts.isEmpty {
            groups.append("/" + parts.joined(separator: "/"))
            parts.removeLast()
        }
        return groups
    }

    /// What `memory.max` says; nil for "max", and when there is no such file.
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
