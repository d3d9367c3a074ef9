import CLinux
import Glibc

/// A listener at work on its loop.
///
/// Sendable: after its making it is touched on its loop only, where `begin` and `end` are posted; except when the loop
/// has stopped, and then nobody else can touch it.
final class Acceptor: ReadinessHandler, TimerTarget, @unchecked Sendable {
    /// After so many connections others of this loop have their turn.
    static let acceptsPerTick = 64
    /// How many connections are still taken when the listener closes.
    static let acceptsAtTheEnd = 4096
    /// How long to leave the backlog alone when the process has no descriptor or memory left.
    static let pause = Duration.milliseconds(100)

    private let socket: ListeningSocket
    private var descriptor: Int32 { socket.descriptor }
    /// The loop holds the acceptor while it is registered; this is the other direction, undone by `end`.
    private let loop: EventLoop
    private let accept: @Sendable (Socket, SocketAddress) -> Void
    private var registration: Registration?
    private var resumption: TimerID?
    private var isEnded = false
    /// Held back so that, with no descriptor left, a waiting connection can still be taken and refused.
    private var reserve: Int32 = clinux_open_reserve()

    init(
        _ socket: ListeningSocket, _ loop: EventLoop,
        _ accept: @escaping @Sendable (Socket, SocketAddress) -> Void
    ) {
        self.socket = socket
        self.loop = loop
        self.accept = accept
    }

    func begin() {
        if isEnded { return }
        do throws(SystemError) {
            registration = try loop.register(descriptor, self)
        } catch {
            // The kernel has no room for another watch: like having no descriptors, it passes.
            rest()
        }
    }

    func ready(_ readiness: Readiness) {
        if resumption == nil { acceptSome() }
    }

    func timerFired(_ context: Int) {
        resumption = nil
        if registration == nil { begin() } else { acceptSome() }
    }

    private func acceptSome() {
        // Of a queue that other processes share, one takes no more than it can serve at once.
        for _ in 0..<(socket.isInherited ? 1 : Self.acceptsPerTick) {
            guard !isEnded, resumption == nil else { return }
            guard acceptOne() else { return }
        }
        // Readiness was an edge and will not be told again.
        loop.execute { [self] in if resumption == nil { acceptSome() } }
    }

    private func acceptRest() {
        var left = Self.acceptsAtTheEnd
        while left > 0, resumption == nil, acceptOne() { left -= 1 }
    }

    /// False when the backlog is empty or must wait.
    private func acceptOne() -> Bool {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let accepted = clinux_accept(descriptor, &storage, &length)
        if accepted >= 0 {
            let peer = peerAddress(&storage, length)
            accept(Socket(adopting: accepted, peer: peer), peer)
            return true
        }
        switch errno {
        case EAGAIN, EBADF, EINVAL, ENOTSOCK:
            return false
        case EMFILE, ENFILE:
            refuseOne()
            rest()
            return false
        case ENOBUFS, ENOMEM:
            rest()
            return false
        default:
            // That one connection died while it waited (ECONNABORTED and the network's errors); the next may be well.
            return true
        }
    }

    private func peerAddress(_ storage: inout sockaddr_storage, _ length: socklen_t) -> SocketAddress {
        withUnsafePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { SocketAddress($0, length) }
        } ?? SocketAddress(kind: .unnamed)
    }

    /// Takes one connection into the reserve's place and closes it: its client learns at once instead of waiting.
    private func refuseOne() {
        guard reserve >= 0 else { return }
        _ = Glibc.close(reserve)
        let refused = clinux_accept(descriptor, nil, nil)
        if refused >= 0 { _ = Glibc.close(refused) }
        reserve = clinux_open_reserve()
    }

    private func rest() {
        resumption = loop.schedule(at: loop.now.advanced(by: Self.pause), self, context: 0)
        if reserve < 0 { reserve = clinux_open_reserve() }
    }

    func endFromAnyThread() {
        if loop.isCurrent {
            end()
        } else if !loop.execute({ [self] in end() }) {
            releaseDescriptors()
        }
    }

    private func end() {
        if isEnded { return }
        // Whoever waits in the queue of a socket that closes would be turned away as if the server had died.
        if !socket.leavesQueue { acceptRest() }
        if let registration { loop.deregister(registration) }
        if let resumption { loop.cancel(resumption) }
        releaseDescriptors()
    }

    private func releaseDescriptors() {
        if isEnded { return }
        isEnded = true
        socket.close()
        if reserve >= 0 { _ = Glibc.close(reserve) }
    }
}
