import Glibc
import MartletLoad
import Synchronization

/// A line a second on standard error; on a terminal it replaces the last one.
final class ProgressLine: Sendable {
    private let last = Mutex(LoadProgress.Counts())
    private let isTerminal = isatty(STDERR_FILENO) == 1

    func show(_ progress: LoadProgress) {
        let begun = last.withLock { last in
            let difference = progress.counts.begun - last.begun
            last = progress.counts
            // Another step begins at zero again.
            return difference >= 0 ? difference : progress.counts.begun
        }
        let counts = progress.counts
        let seconds = progress.elapsed.components.seconds
        let phase = progress.elapsed < .zero ? "warm-up" : "\(seconds) s"
        let step = progress.steps > 1 ? "step \(progress.step)/\(progress.steps), " : ""
        let line = "\(step)\(phase): \(begun) calls/s, \(counts.ended) ended, \(counts.failed) failed, "
            + "\(counts.messages) messages in"
        let text = Array((isTerminal ? "\r\u{1B}[K\(line)" : "\(line)\n").utf8)
        // A line that could not be shown is not worth an error.
        _ = text.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
