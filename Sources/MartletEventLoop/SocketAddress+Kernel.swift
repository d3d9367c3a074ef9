import CLinux
import Glibc

/// To and from the kernel's sockaddr.
extension SocketAddress {
    /// The address family: AF_INET, AF_INET6 or AF_UNIX.
    var family: Int32 {
        switch kind {
        case .v4: AF_INET
        case .v6: AF_INET6
        case .unix, .unnamed: AF_UNIX
        }
    }

    /// Reads what the kernel wrote; nil for a family that is none of ours or a length that is too short for it.
    init?(_ address: UnsafePointer<sockaddr>?, _ length: socklen_t) {
        guard let address, Int(length) >= MemoryLayout<sa_family_t>.size else { return nil }
        let bytes = UnsafeRawBufferPointer(start: address, count: Int(length))
        switch Int32(address.pointee.sa_family) {
        case AF_INET where bytes.count >= MemoryLayout<sockaddr_in>.size:
            let raw = bytes.loadUnaligned(as: sockaddr_in.self)
            let host = withUnsafeBytes(of: raw.sin_addr) { Array($0) }
            self.init(kind: .v4(host, port: UInt16(bigEndian: raw.sin_port)))
        case AF_INET6 where bytes.count >= MemoryLayout<sockaddr_in6>.size:
            let raw = bytes.loadUnaligned(as: sockaddr_in6.self)
            let host = withUnsafeBytes(of: raw.sin6_addr) { Array($0) }
            self.init(kind: .v6(host, port: UInt16(bigEndian: raw.sin6_port), scope: raw.sin6_scope_id))
        case AF_UNIX:
            self.init(unix: bytes.dropFirst(MemoryLayout<sa_family_t>.size))
        default:
            return nil
        }
    }

    private init(unix path: Slice<UnsafeRawBufferPointer>) {
        guard let first = path.first else {
            self.init(kind: .unnamed)
            return
        }
        // A path ends with a NUL; an abstract name begins with one and ends with the length.
        let name = first == 0 ? Array(path) : Array(path.prefix { $0 != 0 })
        self.init(kind: .unix(String(decoding: name, as: UTF8.self)))
    }

    /// Lends the address in the kernel's form.
    func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        var storage = sockaddr_storage()
        let length = withUnsafeMutableBytes(of: &storage) { write(into: $0) }
        return withUnsafePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(length)) }
        }
    }

    private func write(into storage: UnsafeMutableRawBufferPointer) -> Int {
        switch kind {
        case .v4(let host, let port):
            var raw = sockaddr_in()
            raw.sin_family = sa_family_t(AF_INET)
            raw.sin_port = port.bigEndian
            withUnsafeMutableBytes(of: &raw.sin_addr) { $0.copyBytes(from: host) }
            storage.storeBytes(of: raw, as: sockaddr_in.self)
            return MemoryLayout<sockaddr_in>.size
        case .v6(let host, let port, let scope):
            var raw = sockaddr_in6()
            raw.sin6_family = sa_family_t(AF_INET6)
            raw.sin6_port = port.bigEndian
            raw.sin6_scope_id = scope
            withUnsafeMutableBytes(of: &raw.sin6_addr) { $0.copyBytes(from: host) }
            storage.storeBytes(of: raw, as: sockaddr_in6.self)
            return MemoryLayout<sockaddr_in6>.size
        case .unix(let path):
            let header = MemoryLayout<sa_family_t>.size
            storage.storeBytes(of: sa_family_t(AF_UNIX), as: sa_family_t.self)
            let bytes = Array(path.utf8)
            UnsafeMutableRawBufferPointer(rebasing: storage[header...]).copyBytes(from: bytes)
            // The zeroed storage ends a path; an abstract name counts to its last byte.
            return header + bytes.count + (bytes.first == 0 ? 0 : 1)
        case .unnamed:
            storage.storeBytes(of: sa_family_t(AF_UNIX), as: sa_family_t.self)
            return MemoryLayout<sa_family_t>.size
        }
    }

    /// The name of a socket's own end, or of its peer's.
    static func of(
        _ descriptor: Int32, _ ask: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                ask(descriptor, address, &length) == 0 ? SocketAddress(address, length) : nil
            }
        }
    }
}
