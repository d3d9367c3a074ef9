import CLinux
import Glibc
import Synchronization

/// A connected stream socket: non-blocking, closed on exec, without Nagle's delay. It belongs to one loop at a time and
/// may be handed to another before it is registered. Dropping the last reference closes it.
public final class Socket: ByteStream, Sendable {
    private let handle: Int32
    private let isClosed = Atomic(false)

    /// The other end.
    public let peerAddress: SocketAddress

    /// This end; nil when closed, or unknown before the connection stands.
    public var localAddress: SocketAddress? {
        descriptor.flatMap { SocketAddress.of($0, getsockname) }
    }

    /// The process at the other end of a Unix socket; nil for the others.
    public var peerCredentials: PeerCredentials? {
        guard peerAddress.family == AF_UNIX, let descriptor else { return nil }
        var (process, user, group) = (Int32(0), UInt32(0), UInt32(0))
        guard clinux_peer_credentials(descriptor, &process, &user, &group) == 0 else { return nil }
        return PeerCredentials(processID: process, userID: user, groupID: group)
    }

    /// What to register with the loop; nil once closed.
    public var descriptor: Int32? {
        isClosed.load(ordering: .relaxed) ? nil : handle
    }

    /// Takes over a descriptor that is non-blocking already.
    init(adopting descriptor: Int32, peer: SocketAddress) {
        handle = descriptor
        peerAddress = peer
        if peer.family != AF_UNIX { set(tcpLevel, TCP_NODELAY, 1) }
    }

    deinit {
        close()
    }

    /// Begins to connect. The socket becomes writable when the attempt has ended; `finishConnect` tells how.
    ///
    /// - Throws: `SystemError` when it fails at once (no descriptor, no route, no such path).
    public static func connecting(to address: SocketAddress) throws(SystemError) -> Socket {
        let descriptor = clinux_socket(address.family)
        guard descriptor >= 0 else { throw .last("socket", address.description) }
        let socket = Socket(adopting: descriptor, peer: address)
        let code = address.withSockaddr { connect(descriptor, $0, $1) == 0 ? 0 : errno }
        // A Unix socket whose backlog is full says EAGAIN and will not report later; the others go on by themselves.
        guard code == 0 || code == EINPROGRESS || code == EINTR else {
            throw SystemError(code: code, operation: "connect", detail: address.description)
        }
        return socket
    }

    /// Says how the attempt to connect ended; to be called once the socket is writable.
    public func finishConnect() throws(SystemError) {
        guard let descriptor else { throw closedError("connect") }
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) == 0 else {
            throw .last("connect", peerAddress.description)
        }
        guard code == 0 else {
            throw SystemError(code: code, operation: "connect", detail: peerAddress.description)
        }
        guard SocketAddress.of(descriptor, getpeername) != nil else {
            throw .last("connect", peerAddress.description)
        }
    }

    /// How long sent bytes may stay unacknowledged before the kernel gives the connection up (TCP_USER_TIMEOUT, rounded
    /// to milliseconds); zero is the kernel's default, minutes. Without effect on a Unix socket.
    public func setUserTimeout(_ timeout: Duration) {
        guard peerAddress.family != AF_UNIX else { return }
        let milliseconds = timeout.saturatedNanoseconds / 1_000_000
        set(tcpLevel, TCP_USER_TIMEOUT, Int32(clamping: max(0, milliseconds)))
    }

    public func read(into region: UnsafeMutableRawBufferPointer) -> IOResult {
        guard let descriptor else { return .failed(closedError("recv")) }
        // Asking for nothing would look like the end of the stream.
        if region.isEmpty { return .bytes(0) }
        while true {
            let count = recv(descriptor, region.baseAddress, region.count, 0)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .endOfStream }
            if let failure = failure("recv") { return failure }
        }
    }

    public func write(_ bytes: UnsafeRawBufferPointer) -> IOResult {
        guard let descriptor else { return .failed(closedError("send")) }
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return .bytes(0) }
        while true {
            let count = clinux_send(descriptor, start, UInt(bytes.count))
            if count >= 0 { return .bytes(count) }
            if let failure = failure("send") { return failure }
        }
    }

    public func shutdownWrite() {
        // It fails when the connection is gone, and then the next read says so.
        if let descriptor { shutdown(descriptor, Int32(SHUT_WR)) }
    }

    public func close() {
        if isClosed.exchange(true, ordering: .relaxed) { return }
        // On Linux the descriptor is gone whatever close says; repeating it could close a stranger's.
        _ = Glibc.close(handle)
    }

    /// What `errno` means for the caller; nil: try again.
    private func failure(_ operation: String) -> IOResult? {
        switch errno {
        case EINTR: nil
        case EAGAIN: .wouldBlock
        default: .failed(.last(operation, peerAddress.description))
        }
    }

    private func closedError(_ operation: String) -> SystemError {
        SystemError(code: EBADF, operation: operation, detail: peerAddress.description)
    }

    private func set(_ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        // These options only tune; a kernel that refuses one still carries the bytes.
        setsockopt(handle, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}

/// glibc declares it as an enum, whose Swift type is not the call's.
private let tcpLevel: Int32 = 6
