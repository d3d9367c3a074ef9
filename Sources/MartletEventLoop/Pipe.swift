import CLinux
import Glibc

/// A pipe that nobody writes to: its reading end tells when the writing one is gone, with the process that holds it.
package final class Pipe: Sendable {
    /// What to pass to other processes.
    package let reading: Int32
    private let writing: Int32

    package init() throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        guard clinux_pipe(&ends) == 0 else { throw .last("pipe") }
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        _ = Glibc.close(reading)
        _ = Glibc.close(writing)
    }
}
