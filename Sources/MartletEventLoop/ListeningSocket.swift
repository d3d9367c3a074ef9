import CLinux
import Glibc

/// A bound socket, and the file that it made if it is a Unix socket: both go together.
struct ListeningSocket: Sendable {
    let descriptor: Int32
    /// With the port that the system chose for port 0.
    let address: SocketAddress
    /// Whether others may hold it too.
    let isInherited: Bool
    /// Whether others accept what is left in its queue when it closes here.
    let leavesQueue: Bool
    /// The file as it was made here: what stands at its path later may be a successor's.
    private let file: FileIdentity?

    /// Binds. A Unix socket's file that nobody listens at any more is replaced.
    init(_ address: SocketAddress, reusePort: Bool, mode: UInt32?) throws(SystemError) {
        isInherited = false
        leavesQueue = false
        descriptor = clinux_socket(address.family)
        guard descriptor >= 0 else { throw .last("socket", address.description) }
        do throws(SystemError) {
            try Self.bind(descriptor, address, reusePort)
            file = try address.path.map { path throws(SystemError) in
                // Before it listens, so that nobody connects who may not.
                if let mode, chmod(path, mode) != 0 { throw .last("chmod", address.description) }
                return try FileIdentity(of: path)
            }
        } catch {
            _ = Glibc.close(descriptor)
            throw error
        }
        self.address = SocketAddress.of(descriptor, getsockname) ?? address
    }

    /// Takes over a socket that listens already.
    init(adopting descriptor: Int32, leavesQueue: Bool) throws(SystemError) {
        guard clinux_adopt_listener(descriptor) == 0, let address = SocketAddress.of(descriptor, getsockname) else {
            throw .last("listen", "at descriptor \(descriptor), which must be a stream socket that listens")
        }
        self.descriptor = descriptor
        self.address = address
        self.leavesQueue = leavesQueue
        isInherited = true
        file = nil
    }

    func listen(_ backlog: Int32) throws(SystemError) {
        guard Glibc.listen(descriptor, backlog) == 0 else { throw .last("listen", address.description) }
    }

    /// Closes it, and takes its file away.
    func close() {
        if let file, let path = address.path, (try? FileIdentity(of: path)) == file { unlink(path) }
        _ = Glibc.close(descriptor)
    }

    private static func bind(_ descriptor: Int32, _ address: SocketAddress, _ reusePort: Bool) throws(SystemError) {
        if address.family != AF_UNIX {
            try enable(SO_REUSEADDR, descriptor, address)
            if reusePort { try enable(SO_REUSEPORT, descriptor, address) }
        }
        var code = address.withSockaddr { Glibc.bind(descriptor, $0, $1) == 0 ? 0 : errno }
        if code == EADDRINUSE, let path = address.path, isAbandoned(address, path) {
            unlink(path)
            code = address.withSockaddr { Glibc.bind(descriptor, $0, $1) == 0 ? 0 : errno }
        }
        guard code == 0 else { throw SystemError(code: code, operation: "bind", detail: address.description) }
    }

    private static func enable(_ option: Int32, _ descriptor: Int32, _ address: SocketAddress) throws(SystemError) {
        var on: Int32 = 1
        guard setsockopt(descriptor, SOL_SOCKET, option, &on, socklen_t(MemoryLayout<Int32>.size)) == 0 else {
            throw .last("setsockopt", address.description)
        }
    }

    /// True for a Unix socket's file left by a process that is gone.
    private static func isAbandoned(_ address: SocketAddress, _ path: String) -> Bool {
        // Connecting to a file of another kind is refused just the same, and that file is somebody's.
        guard let file = try? FileIdentity(of: path), file.isSocket else { return false }
        do throws(SystemError) {
            _ = try Socket.connecting(to: address)
            return false
        } catch {
            return error.code == ECONNREFUSED
        }
    }
}

/// Tells one file from another that stands at the same path later.
private struct FileIdentity: Hashable, Sendable {
    let device: UInt
    let inode: UInt
    let isSocket: Bool

    init(of path: String) throws(SystemError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw .last("stat", path) }
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
        isSocket = status.st_mode & S_IFMT == S_IFSOCK
    }
}
