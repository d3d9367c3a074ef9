import CLinux
import Glibc
import Synchronization

/// A listening socket. It is bound when it is made, so that a taken port is an error there; connections are accepted
/// once it is started on a loop.
public final class Listener: Sendable {
    /// Where it listens, with the port that the system chose for port 0.
    public let localAddress: SocketAddress

    private enum State {
        case bound(Int32)
        case started(Acceptor)
        case closed
    }

    private let state: Mutex<State>

    /// Binds and listens. A Unix socket's file that nobody listens at any more is replaced.
    ///
    /// - Parameters:
    ///   - address: where; port 0 lets the system choose.
    ///   - backlog: how many connections the kernel keeps for us; it cuts this to net.core.somaxconn.
    ///   - reusePort: several listeners, one per loop, share the port and the kernel spreads connections among them.
    /// - Throws: `SystemError` naming the address, for example when it is in use.
    public init(address: SocketAddress, backlog: Int32 = 4096, reusePort: Bool = false) throws(SystemError) {
        let descriptor = clinux_socket(address.family)
        guard descriptor >= 0 else { throw .last("socket", address.description) }
        do throws(SystemError) {
            try Self.bind(descriptor, address, backlog, reusePort)
        } catch {
            _ = Glibc.close(descriptor)
            throw error
        }
        localAddress = SocketAddress.of(descriptor, getsockname) ?? address
        state = Mutex(.bound(descriptor))
    }

    deinit {
        close()
    }

    /// Accepts from now on; `accept` gets each connection and its peer on `loop`. Only the first call has an effect.
    public func start(on loop: EventLoop, accept: @escaping @Sendable (Socket, SocketAddress) -> Void) {
        let acceptor: Acceptor? = state.withLock { state in
            guard case .bound(let descriptor) = state else { return nil }
            let acceptor = Acceptor(descriptor, localAddress, loop, accept)
            state = .started(acceptor)
            return acceptor
        }
        guard let acceptor else { return }
        loop.execute { acceptor.begin() }
    }

    /// Stops listening: at once when called on its loop or before the start, else as soon as the loop comes to it.
    /// Connections that were accepted live on.
    public func close() {
        let previous = state.withLock { state in
            defer { state = .closed }
            return state
        }
        switch previous {
        case .bound(let descriptor):
            removeListeningSocket(descriptor, localAddress)
        case .started(let acceptor):
            acceptor.endFromAnyThread()
        case .closed:
            break
        }
    }

    private static func bind(
        _ descriptor: Int32, _ address: SocketAddress, _ backlog: Int32, _ reusePort: Bool
    ) throws(SystemError) {
        if address.family != AF_UNIX {
            try enable(SO_REUSEADDR, descriptor, address)
            if reusePort { try enable(SO_REUSEPORT, descriptor, address) }
        }
        var code = address.withSockaddr { Glibc.bind(descriptor, $0, $1) == 0 ? 0 : errno }
        if code == EADDRINUSE, case .unix(let path) = address.kind, isAbandoned(address) {
            unlink(path)
            code = address.withSockaddr { Glibc.bind(descriptor, $0, $1) == 0 ? 0 : errno }
        }
        guard code == 0 else { throw SystemError(code: code, operation: "bind", detail: address.description) }
        guard listen(descriptor, backlog) == 0 else { throw .last("listen", address.description) }
    }

    private static func enable(
        _ option: Int32, _ descriptor: Int32, _ address: SocketAddress
    ) throws(SystemError) {
        var on: Int32 = 1
        guard setsockopt(descriptor, SOL_SOCKET, option, &on, socklen_t(MemoryLayout<Int32>.size)) == 0 else {
            throw .last("setsockopt", address.description)
        }
    }

    /// True for a Unix socket's file left by a process that is gone.
    private static func isAbandoned(_ address: SocketAddress) -> Bool {
        do throws(SystemError) {
            _ = try Socket.connecting(to: address)
            return false
        } catch {
            return error.code == ECONNREFUSED
        }
    }
}

/// Closes a listening socket, and takes a Unix socket's file away.
func removeListeningSocket(_ descriptor: Int32, _ address: SocketAddress) {
    if case .unix(let path) = address.kind, path.first != "\0" { unlink(path) }
    _ = Glibc.close(descriptor)
}
