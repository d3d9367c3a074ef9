internal import Glibc

/// How long this thread has been computing; what other processes do meanwhile does not count.
public struct ThreadTime: Sendable {
    private let nanoseconds: Int

    public static var now: ThreadTime {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return ThreadTime(nanoseconds: time.tv_sec * 1_000_000_000 + time.tv_nsec)
    }

    /// Nanoseconds that `body` computes: the least of a few runs.
    public static func nanoseconds(runs: Int, _ body: () -> Void) -> Int {
        (0..<runs).map { _ in
            let start = now
            body()
            return now.nanoseconds - start.nanoseconds
        }.min() ?? 0
    }
}
