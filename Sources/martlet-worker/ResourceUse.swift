import Glibc
import Martlet
import MartletBenchmarkService

/// What this process and its machine have spent up to a moment.
struct ResourceUse: Sendable {
    private let time: MonotonicTime
    /// Seconds of processor time of this process.
    private let user: Double
    private let system: Double
    /// Ticks of all processors since the machine started.
    private let machine: MachineTicks

    /// Throws `RPCError` when the kernel does not tell.
    static func now() throws(RPCError) -> ResourceUse {
        var usage = rusage()
        guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else {
            throw RPCError(.internalError, "getrusage failed")
        }
        return ResourceUse(
            time: .now(), user: seconds(usage.ru_utime), system: seconds(usage.ru_stime), machine: try .now())
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }

    func serverStats(since start: ResourceUse) -> ServerStats {
        ServerStats(
            timeElapsed: elapsed(since: start), timeUser: user - start.user, timeSystem: system - start.system,
            totalCpuTime: machine.total &- start.machine.total, idleCpuTime: machine.idle &- start.machine.idle)
    }

    func clientStats(
        since start: ResourceUse, latencies: HistogramData, results: [RequestResultCount]
    ) -> ClientStats {
        ClientStats(
            latencies: latencies, timeElapsed: elapsed(since: start), timeUser: user - start.user,
            timeSystem: system - start.system, requestResults: results)
    }

    private func elapsed(since start: ResourceUse) -> Double {
        start.time.duration(to: time) / .seconds(1)
    }
}

/// The first line of `/proc/stat`: what all processors did since the machine started, in ticks.
struct MachineTicks: Sendable {
    let total: UInt64
    let idle: UInt64

    static func now() throws(RPCError) -> MachineTicks {
        guard let line = firstLine(of: "/proc/stat"), line.hasPrefix("cpu ") else {
            throw RPCError(.internalError, "/proc/stat can't be read")
        }
        // user, nice, system, idle, …; guest time, from the ninth on, is counted in user and nice as well.
        let ticks = line.split(separator: " ").dropFirst().prefix(8).map { UInt64($0) ?? 0 }
        return MachineTicks(total: ticks.reduce(0, &+), idle: ticks.count > 3 ? ticks[3] : 0)
    }

    private static func firstLine(of path: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = unsafe read(descriptor, &bytes, bytes.count)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        return text.split(separator: "\n").first.map(String.init)
    }
}
