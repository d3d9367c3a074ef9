import Glibc
import MartletTLS
import Synchronization

/// A socket that a thread of its own serves: what is sent waits until the other side takes it, and what comes is kept.
final class SocketLine: Sendable {
    private struct State {
        var unsent: ArraySlice<UInt8> = []
        var parser: ArrivalParser
        var arrivals: ArraySlice<Arrival> = []
        var reads = true
        /// Both ways; the other side may close its way first.
        var canRead = true
        var canWrite = true
        var isStopped = false
        var waiters: [(deadline: ContinuousClock.Instant, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let descriptor: Int32
    /// A byte in it ends the thread's wait.
    private let bell: (read: Int32, write: Int32)
    private let state: Mutex<State>

    /// Takes over a connected socket. `makeTLS` is called on the line's thread.
    init(descriptor: Int32, skippingPreface: Bool, makeTLS: (@Sendable () -> TLSSession?)? = nil) throws {
        self.descriptor = descriptor
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0, ends.allSatisfy({ fcntl($0, F_SETFL, O_NONBLOCK) == 0 }) else {
            throw SocketFailure(operation: "pipe")
        }
        bell = (ends[0], ends[1])
        state = Mutex(State(parser: ArrivalParser(skippingPreface: skippingPreface)))
        var noDelay: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay, socklen_t(MemoryLayout<Int32>.size))
        startThread { [self] in
            let tls = makeTLS?()
            _ = tls?.handshake()
            while serve(through: tls) {}
            close(descriptor)
            close(bell.read)
        }
    }

    func send(_ bytes: [UInt8]) { change { $0.unsent += bytes } }

    /// Ends the connection, and the thread.
    func stop() {
        change { state in
            state.isStopped = true
            state.canRead = false
            state.canWrite = false
        }
    }

    func setReading(_ reads: Bool) { change { $0.reads = reads } }

    private func change(_ body: (inout State) -> Void) {
        state.withLock { state in
            guard !state.isStopped else { return }
            body(&state)
            _ = write(bell.write, [0 as UInt8], 1)
            if state.isStopped { close(bell.write) }
        }
    }

    /// The first thing that has come and was not asked for yet; nil when nothing comes in time.
    func next(until deadline: ContinuousClock.Instant) async -> Arrival? {
        while true {
            let (found, isLate) = state.withLock { state -> (Arrival?, Bool) in
                if let first = state.arrivals.popFirst() { return (first, false) }
                return (state.canRead ? nil : .closed, .now >= deadline)
            }
            if found != nil || isLate { return found }
            await wait(until: deadline) { !$0.arrivals.isEmpty || !$0.canRead }
        }
    }

    /// Waits until all is sent; false when the other side doesn't take it.
    func flush(until deadline: ContinuousClock.Instant) async -> Bool {
        while ContinuousClock.now < deadline {
            let (isDone, isOpen) = state.withLock { ($0.unsent.isEmpty, $0.canWrite) }
            if isDone || !isOpen { return isOpen }
            await wait(until: deadline) { $0.unsent.isEmpty || !$0.canWrite }
        }
        return false
    }

    private func wait(until deadline: ContinuousClock.Instant, for isOver: (borrowing State) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isWaiting = state.withLock { state in
                guard !isOver(state), !state.isStopped else { return false }
                state.waiters.append((deadline, continuation))
                _ = write(bell.write, [0 as UInt8], 1)
                return true
            }
            if !isWaiting { continuation.resume() }
        }
    }

    // MARK: The thread

    /// One round of the thread; false when it was the last.
    private func serve(through tls: TLSSession?) -> Bool {
        let plan = state.withLock { state in
            (
                reads: state.reads && state.canRead, isStopped: state.isStopped,
                writes: state.canWrite && (!state.unsent.isEmpty || tls.map { $0.output.count > 0 } == true),
                deadline: state.waiters.map(\.deadline).min())
        }
        if plan.isStopped {
            wakeWaiters()
            return false
        }
        var polled = [
            pollfd(fd: plan.reads || plan.writes ? descriptor : -1, events: 0, revents: 0),
            pollfd(fd: bell.read, events: Int16(POLLIN), revents: 0),
        ]
        polled[0].events = Int16((plan.reads ? POLLIN : 0) | (plan.writes ? POLLOUT : 0))
        poll(&polled, 2, milliseconds(until: plan.deadline))
        if polled[1].revents != 0 { emptyBell() }
        if plan.writes { writeOut(through: tls) }
        if plan.reads, polled[0].revents != 0 { readIn(through: tls) }
        wakeWaiters()
        return true
    }

    private func milliseconds(until deadline: ContinuousClock.Instant?) -> Int32 {
        guard let deadline else { return -1 }
        let left = ContinuousClock.now.duration(to: deadline).components
        return Int32(clamping: max(0, left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000) + 1)
    }

    private func emptyBell() {
        var bytes = [UInt8](repeating: 0, count: 256)
        _ = read(bell.read, &bytes, bytes.count)
    }

    private func wakeWaiters() {
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.continuation.resume() }
    }

    private func writeOut(through tls: TLSSession?) {
        let isOpen = state.withLock { state in
            guard let tls else { return push(&state.unsent) }
            guard case .complete = tls.handshake() else { return pushCiphertext(of: tls) }
            if state.unsent.withUnsafeBytes({ tls.write($0) }) != nil { return false }
            state.unsent = []
            return pushCiphertext(of: tls)
        }
        if !isOpen { state.withLock { ($0.canWrite, $0.unsent) = (false, []) } }
    }

    private func pushCiphertext(of tls: TLSSession) -> Bool {
        var bytes = Array(tls.output)[...]
        let count = bytes.count
        let isOpen = push(&bytes)
        tls.discardOutput(count - bytes.count)
        return isOpen
    }

    /// Removes what the socket takes; false when it takes nothing ever again.
    private func push(_ bytes: inout ArraySlice<UInt8>) -> Bool {
        guard !bytes.isEmpty else { return true }
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, flags) }
        if count == bytes.count { bytes = [] } else if count > 0 { bytes = bytes.dropFirst(count) }
        return count >= 0 || errno == EAGAIN || errno == EINTR
    }

    private func readIn(through tls: TLSSession?) {
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count > 0 else { return state.withLock { $0.canRead = false } }
        guard let tls else { return keep(bytes.prefix(count)) }
        bytes.withUnsafeBytes { tls.receive(UnsafeRawBufferPointer(rebasing: $0.prefix(count))) }
        _ = tls.handshake()
        while case .bytes(let count) = bytes.withUnsafeMutableBytes({ tls.read(into: $0) }) {
            keep(bytes.prefix(count))
        }
    }

    private func keep(_ bytes: ArraySlice<UInt8>) {
        state.withLock { $0.arrivals += $0.parser.take(bytes) }
    }
}

/// A system call that failed.
package struct SocketFailure: Error, CustomStringConvertible {
    package let description: String

    init(operation: String) { description = "\(operation): \(String(cString: strerror(errno)))" }
}

/// Runs `body` on a new thread that nobody waits for.
func startThread(_ body: @escaping @Sendable () -> Void) {
    final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    var thread = pthread_t()
    let retained = Unmanaged.passRetained(Body(body))
    let code = pthread_create(&thread, nil, { argument in
        guard let argument else { return nil }
        Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        return nil
    }, retained.toOpaque())
    if code == 0 { pthread_detach(thread) } else { retained.release() }
}
