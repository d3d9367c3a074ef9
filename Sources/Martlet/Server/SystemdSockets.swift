import Glibc

/// The sockets that systemd passes to a service, as `sd_listen_fds(3)` describes it: LISTEN_FDS descriptors from 3 on
/// for the process LISTEN_PID, with the names in LISTEN_FDNAMES, which stand between colons.
struct SystemdSockets {
    private static let first: Int32 = 3

    private let names: [String?]

    init() throws(RuntimeError) {
        try self.init(environment: { name in getenv(name).map { String(cString: $0) } }, process: getpid())
    }

    init(environment: (String) -> String?, process: Int32) throws(RuntimeError) {
        guard let owner = environment("LISTEN_PID"), let count = environment("LISTEN_FDS") else {
            throw RuntimeError(
                .listening, "systemd passed no sockets: LISTEN_PID and LISTEN_FDS are not set; start the service by a "
                    + "socket unit, or with systemd-socket-activate")
        }
        guard owner == "\(process)" else {
            throw RuntimeError(
                .listening, "systemd's sockets are for process \(owner) (LISTEN_PID), and this is \(process): start it "
                    + "without a shell between, or with `exec`")
        }
        guard let count = Int32(count), (1...1024).contains(count) else {
            throw RuntimeError(.listening, "systemd passed LISTEN_FDS=\(count), which is no number from 1 to 1024")
        }
        let given = environment("LISTEN_FDNAMES")?.split(separator: ":", omittingEmptySubsequences: false) ?? []
        names = (0..<Int(count)).map { $0 < given.count ? String(given[$0]) : nil }
    }

    /// The descriptors with a name, or all.
    func descriptors(named name: String?) throws(RuntimeError) -> [Int32] {
        let indices = names.indices.filter { name == nil || names[$0] == name }
        guard !indices.isEmpty else {
            let known = names.map { $0 ?? "(none)" }.joined(separator: ", ")
            throw RuntimeError(
                .listening, "systemd passed no socket called \(name ?? ""): their names are \(known); compare "
                    + "`FileDescriptorName=` in the socket unit")
        }
        return indices.map { Self.first + Int32($0) }
    }
}
