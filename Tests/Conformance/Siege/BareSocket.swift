import Glibc

/// A connection of an attacker, without a thread or a buffer, so that one process has ten thousand of them. Closed
/// with the object.
final class BareSocket: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String

        init(_ operation: String) { description = "\(operation): \(String(cString: strerror(errno)))" }
    }

    let descriptor: Int32

    /// Connects to 127.0.0.1.
    init(port: Int) throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        descriptor = try Self.connect(AF_INET, &address)
    }

    /// Connects to a Unix socket.
    init(path: String) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { name in
            guard bytes.count < name.count else { return false }
            name.copyBytes(from: bytes)
            return true
        }
        guard fits else { throw Failure("path too long: \(path)") }
        descriptor = try Self.connect(AF_UNIX, &address)
    }

    deinit { close(descriptor) }

    private static func connect<Address>(_ family: Int32, _ address: inout Address) throws -> Int32 {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure("socket") }
        let length = socklen_t(MemoryLayout<Address>.size)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, length) }
        }
        guard result == 0, fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else {
            close(descriptor)
            throw Failure("connect")
        }
        return descriptor
    }

    /// How many bytes the kernel took; nil when the connection is broken.
    func send(_ bytes: ArraySlice<UInt8>) -> Int? {
        let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        return count >= 0 ? count : errno == EAGAIN ? 0 : nil
    }

    /// What has come; nil at the end of the connection.
    func receive() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        if count > 0 { return Array(bytes.prefix(count)) }
        return count < 0 && errno == EAGAIN ? [] : nil
    }

    /// Waits for one of the events; whether any came, or the connection broke.
    func wait(for events: Int32, milliseconds: Int32) -> Bool {
        var polled = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        return poll(&polled, 1, milliseconds) > 0
    }
}
