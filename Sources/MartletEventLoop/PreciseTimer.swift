import CLinux
import Glibc

/// A timer that is due to the microsecond: those of `EventLoop.schedule` wait for whole milliseconds, as epoll does,
/// which is enough for deadlines but not for whoever paces or measures. It costs a descriptor, and a system call each
/// time that it is armed.
///
/// `@unchecked Sendable`: touched on the loop's thread only.
public final class PreciseTimer: ReadinessHandler, @unchecked Sendable {
    private let loop: EventLoop
    private let descriptor: Int32
    private var registration: Registration?
    private var due: (() -> Void)?

    /// A timer that is not armed. On the loop, which holds it until `close`.
    ///
    /// - Parameters:
    ///   - loop: where `due` is called.
    ///   - due: called once each time that the timer was armed, at the instant or after it.
    /// - Throws: `SystemError` when the process has no descriptor left.
    public init(loop: EventLoop, due: @escaping () -> Void) throws(SystemError) {
        self.loop = loop
        self.due = due
        descriptor = clinux_timer_create()
        guard descriptor >= 0 else { throw .last("timerfd_create", "") }
        do {
            registration = try loop.register(descriptor, self)
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    /// Has it fire at `instant`, and not for what it was armed for before. On the loop.
    public func arm(at instant: MonotonicTime) {
        guard registration != nil else { return }
        // It can only fail for a time that the kernel can't express, which is never.
        _ = clinux_timer_arm(descriptor, min(instant.nanoseconds, UInt64(Int64.max)))
    }

    /// Ends it; nothing is called after this. On the loop.
    public func close() {
        guard let registration else { return }
        loop.deregister(registration)
        self.registration = nil
        due = nil
        Glibc.close(descriptor)
    }

    public func ready(_ readiness: Readiness) {
        // A descriptor begins with an edge for being writable, which a timer never is.
        if readiness.contains(.readable) { due?() }
    }
}
