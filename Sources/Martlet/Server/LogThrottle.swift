import MartletEventLoop

/// Lets so many lines of a kind into the log each second, and counts the rest: whoever can open connections must not
/// be able to fill the disk.
struct LogThrottle {
    private let linesPerSecond: Int
    private var window = MonotonicTime(nanoseconds: 0)
    private var written = 0
    private var suppressed = 0

    init(linesPerSecond: Int = 10) { self.linesPerSecond = linesPerSecond }

    /// Whether a line may be written at `now`; if so, how many were held back since the last one.
    mutating func admit(at now: MonotonicTime) -> (isAdmitted: Bool, suppressed: Int) {
        if window.advanced(by: .seconds(1)) <= now {
            window = now
            written = 0
        }
        guard written < linesPerSecond else {
            suppressed += 1
            return (false, 0)
        }
        written += 1
        defer { suppressed = 0 }
        return (true, suppressed)
    }
}
