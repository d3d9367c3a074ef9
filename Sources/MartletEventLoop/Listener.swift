import Synchronization

/// A listening socket. It is bound when it is made, so that a taken port is an error there; connections are accepted
/// once it is started on a loop.
public final class Listener: Sendable {
    /// Where it listens, with the port that the system chose for port 0.
    public let localAddress: SocketAddress

    private enum State {
        case bound(ListeningSocket)
        case started(Acceptor)
        case closed
    }

    private let state: Mutex<State>

    /// Binds and listens. A Unix socket's file that nobody listens at any more is replaced.
    ///
    /// - Parameters:
    ///   - address: where; port 0 lets the system choose.
    ///   - backlog: how many connections the kernel keeps for us; it cuts this to net.core.somaxconn.
    ///   - reusePort: several listeners, of this process or others of the same user, share the port, and the kernel
    ///     spreads connections among them. Without effect on a Unix socket.
    ///   - mode: the permissions of a Unix socket's file, which whoever connects needs to write; nil: as the umask
    ///     leaves them.
    /// - Throws: `SystemError` naming the address, for example when it is in use.
    public init(
        address: SocketAddress, backlog: Int32 = 4096, reusePort: Bool = false, mode: UInt32? = nil
    ) throws(SystemError) {
        let socket = try ListeningSocket(address, reusePort: reusePort, mode: mode)
        do throws(SystemError) {
            try socket.listen(backlog)
        } catch {
            socket.close()
            throw error
        }
        localAddress = socket.address
        state = Mutex(.bound(socket))
    }

    /// Takes over a socket that listens already, from whoever started this process. Its file, if it has one, stays.
    ///
    /// - Parameters:
    ///   - descriptor: the socket, closed at the end.
    ///   - leavesQueue: whether somebody else accepts the connections that wait when it is closed here.
    /// - Throws: `SystemError` when the descriptor is not open, or is no stream socket that listens.
    public init(adopting descriptor: Int32, leavesQueue: Bool = true) throws(SystemError) {
        let socket = try ListeningSocket(adopting: descriptor, leavesQueue: leavesQueue)
        localAddress = socket.address
        state = Mutex(.bound(socket))
    }

    deinit {
        close()
    }

    /// Its descriptor until it is started or closed, to be inherited by another process.
    package var descriptor: Int32? {
        state.withLock { state in
            if case .bound(let socket) = state { socket.descriptor } else { nil }
        }
    }

    /// Accepts from now on; `accept` gets each connection and its peer on `loop`. Only the first call has an effect.
    public func start(on loop: EventLoop, accept: @escaping @Sendable (Socket, SocketAddress) -> Void) {
        let acceptor: Acceptor? = state.withLock { state in
            guard case .bound(let socket) = state else { return nil }
            let acceptor = Acceptor(socket, loop, accept)
            state = .started(acceptor)
            return acceptor
        }
        guard let acceptor else { return }
        loop.execute { acceptor.begin() }
    }

    /// Stops listening: at once when called on its loop or before the start, else as soon as the loop comes to it.
    /// Connections that were accepted live on; those that wait to be are accepted first, unless others will.
    public func close() {
        let previous = state.withLock { state in
            defer { state = .closed }
            return state
        }
        switch previous {
        case .bound(let socket):
            socket.close()
        case .started(let acceptor):
            acceptor.endFromAnyThread()
        case .closed:
            break
        }
    }
}
