import Glibc

/// TCP ports of 127.0.0.1.
enum Loopback {
    /// A port that nobody listens on. Somebody else may take it before the server does; then the start fails.
    static func freePort() -> UInt16 {
        withSocket { descriptor in
            var address = Self.address(port: 0)
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            withSocketAddress(&address) { pointer in
                _ = bind(descriptor, pointer, size)
                _ = getsockname(descriptor, pointer, &size)
            }
            return UInt16(bigEndian: address.sin_port)
        }
    }

    static func isListening(on port: UInt16) -> Bool {
        withSocket { descriptor in
            var address = Self.address(port: port)
            return withSocketAddress(&address) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func withSocket<R>(_ body: (Int32) -> R) -> R {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        return body(descriptor)
    }

    private static func address(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func withSocketAddress<R>(
        _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> R
    ) -> R {
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
        }
    }
}
