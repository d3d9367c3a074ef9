import Glibc
package import MartletTLS
import Synchronization

/// Connections on loopback, made and taken with bare sockets.
package final class RawServer: Sendable {
    package let port: UInt16
    private let descriptor: Int32

    /// Listens on a port that the system chooses.
    package init() throws {
        let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard listening >= 0 else { throw SocketFailure(operation: "socket") }
        descriptor = listening
        var address = sockaddr_in.loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listening, pointer, length) | listen(listening, 128) | getsockname(listening, pointer, &length)
            }
        }
        guard result == 0 else { throw SocketFailure(operation: "listen") }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }

    /// The next client. The system has made the connection before: only `poll` waits, for a moment at a time.
    package func accept(within time: Duration = RawPeer.patience) async throws -> RawPeer {
        let deadline = ContinuousClock.now + time
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while poll(&polled, 1, 0) == 0 {
            guard ContinuousClock.now < deadline else { throw MissingAnswer("client", after: []) }
            try await Task.sleep(for: .milliseconds(1))
        }
        let accepted = Glibc.accept(descriptor, nil, nil)
        guard accepted >= 0 else { throw SocketFailure(operation: "accept") }
        return try RawPeer(descriptor: accepted, isServer: true)
    }
}

extension RawPeer {
    /// A client of a server on loopback; with TLS when `makeTLS` gives a client's session.
    package static func connect(
        port: UInt16, makeTLS: (@Sendable () -> TLSSession?)? = nil
    ) throws -> RawPeer {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SocketFailure(operation: "socket") }
        var address = sockaddr_in.loopback(port: port)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            Glibc.close(descriptor)
            throw SocketFailure(operation: "connect")
        }
        return try RawPeer(descriptor: descriptor, isServer: false, makeTLS: makeTLS)
    }
}

extension sockaddr_in {
    fileprivate static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }
}
