import Synchronization

/// A world without a kernel: time moves when it is told to, and descriptors are numbers that in-memory streams report
/// readiness for. One thread plays all parts, so the same steps give the same run.
///
/// Sendable: the lock guards what `wake` and the loop share; the rest is touched by the thread that steps the loop.
final class ManualPoller: Poller, @unchecked Sendable {
    private var time: MonotonicTime
    private var tokens: [Int32: UInt64] = [:]
    /// Edges seen before anyone watched; the first watch reports them, as epoll does.
    private var unwatched: [Int32: Readiness] = [:]
    private var pending: [(descriptor: Int32, readiness: Readiness)] = []
    private var nextDescriptor: Int32 = 1

    init(start: MonotonicTime) {
        time = start
    }

    /// A number that no other stream of this loop has. They are none of the kernel's: closing one there does nothing.
    func makeDescriptor() -> Int32 {
        defer { nextDescriptor += 1 }
        return Int32.max - nextDescriptor
    }

    /// Reports an edge at the loop's next step.
    func post(_ descriptor: Int32, _ readiness: Readiness) {
        guard tokens[descriptor] != nil else {
            unwatched[descriptor, default: []].formUnion(readiness)
            return
        }
        if let index = pending.firstIndex(where: { $0.descriptor == descriptor }) {
            pending[index].readiness.formUnion(readiness)
        } else {
            pending.append((descriptor, readiness))
        }
    }

    func advance(to instant: MonotonicTime) {
        time = max(time, instant)
    }

    func now() -> MonotonicTime { time }

    func add(_ descriptor: Int32, token: UInt64) throws(SystemError) {
        tokens[descriptor] = token
        if let readiness = unwatched.removeValue(forKey: descriptor) { post(descriptor, readiness) }
    }

    func remove(_ descriptor: Int32) {
        tokens[descriptor] = nil
        pending.removeAll { $0.descriptor == descriptor }
    }

    var hasEvents: Bool { !pending.isEmpty }

    func wait(milliseconds: Int32, into events: UnsafeMutableBufferPointer<ReadinessEvent>) -> Int {
        let count = min(pending.count, events.count)
        for index in 0..<count {
            let event = pending[index]
            events[index] = ReadinessEvent(token: tokens[event.descriptor] ?? 0, readiness: event.readiness)
        }
        pending.removeFirst(count)
        return count
    }

    /// Nothing sleeps here: what another thread brings is found at the next step.
    func wake() {}
}
