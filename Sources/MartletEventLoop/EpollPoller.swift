import CLinux
import Glibc

/// The kernel's answers: epoll, CLOCK_MONOTONIC, and an eventfd to be woken by.
///
/// The eventfd is edge-triggered and never read: each write is one edge, and reading would be a system call per wake.
/// It stays open until the last reference is gone, because another thread may be about to signal it.
final class EpollPoller: Poller, @unchecked Sendable {
    // Sendable: both descriptors are constants, and `buffer` is touched by the loop's thread alone.
    private let epoll: Int32
    private let wakeup: Int32
    private let buffer: UnsafeMutableBufferPointer<epoll_event>

    /// No registration has this token: a slot number is never that high.
    private static let wakeupToken = UInt64.max

    init(capacity: Int) throws(SystemError) {
        epoll = clinux_epoll_create()
        guard epoll >= 0 else { throw .last("epoll_create1") }
        wakeup = clinux_eventfd()
        guard wakeup >= 0 else {
            let error = SystemError.last("eventfd")
            close(epoll)
            throw error
        }
        guard clinux_epoll_add(epoll, wakeup, Self.wakeupToken) == 0 else {
            let error = SystemError.last("epoll_ctl", "eventfd")
            close(epoll)
            close(wakeup)
            throw error
        }
        buffer = .allocate(capacity: capacity)
        buffer.initialize(repeating: epoll_event())
    }

    deinit {
        close(epoll)
        close(wakeup)
        buffer.deallocate()
    }

    func now() -> MonotonicTime { .now() }

    func add(_ descriptor: Int32, token: UInt64) throws(SystemError) {
        guard clinux_epoll_add(epoll, descriptor, token) == 0 else {
            throw .last("epoll_ctl", "add descriptor \(descriptor)")
        }
    }

    func remove(_ descriptor: Int32) {
        // It fails only for a descriptor that is closed already, and then the kernel has removed it.
        _ = clinux_epoll_remove(epoll, descriptor)
    }

    func wait(milliseconds: Int32, into events: UnsafeMutableBufferPointer<ReadinessEvent>) -> Int {
        let room = Int32(truncatingIfNeeded: min(buffer.count, events.count))
        // An interrupted wait is an empty one: the loop looks at its timers and comes back.
        let ready = max(0, Int(epoll_wait(epoll, buffer.baseAddress, room, milliseconds)))
        var count = 0
        for index in 0..<ready {
            let token = withUnsafePointer(to: buffer[index]) { clinux_event_token($0) }
            if token == Self.wakeupToken { continue }
            events[count] = ReadinessEvent(token: token, readiness: Readiness(epoll: buffer[index].events))
            count += 1
        }
        return count
    }

    func wake() {
        clinux_eventfd_signal(wakeup)
    }
}

extension Readiness {
    fileprivate init(epoll bits: UInt32) {
        self = []
        if clinux_is_readable(bits) != 0 { insert(.readable) }
        if clinux_is_writable(bits) != 0 { insert(.writable) }
        if clinux_is_hangup(bits) != 0 { insert(.hangup) }
        if clinux_is_failed(bits) != 0 { insert(.failed) }
    }
}
