import Glibc

/// Where a socket is bound or connected to: IPv4, IPv6, or a Unix socket's path.
public struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    enum Kind: Hashable, Sendable {
        /// The bytes of the address in network order.
        case v4([UInt8], port: UInt16)
        /// The scope is the interface's index for a link-local address, else 0.
        case v6([UInt8], port: UInt16, scope: UInt32)
        case unix(String)
        /// A Unix socket without a name, as clients have it.
        case unnamed
    }

    let kind: Kind

    init(kind: Kind) {
        self.kind = kind
    }

    /// An address from its text ("127.0.0.1", "::1", "fe80::1%eth0") and a port (0: the system chooses).
    ///
    /// - Throws: `SystemError` when `ip` is not an address; names are for `resolve`.
    public init(ip: String, port: UInt16) throws(SystemError) {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST
        guard let first = try Self.lookup(ip, port, hints).first else {
            throw SystemError(code: EINVAL, operation: "parse address", detail: ip)
        }
        self = first
    }

    /// A Unix socket at `path`; a path that begins with a NUL is a name in the abstract namespace.
    ///
    /// - Throws: `SystemError` when the path is empty or longer than 107 bytes.
    public static func unix(path: String) throws(SystemError) -> SocketAddress {
        guard !path.isEmpty, path.utf8.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path) else {
            throw SystemError(code: ENAMETOOLONG, operation: "parse address", detail: "unix:\(path)")
        }
        return SocketAddress(kind: .unix(path))
    }

    /// The addresses of a host, in the order in which they should be tried. Blocks the thread while it asks (files,
    /// DNS), so it is not for a loop.
    ///
    /// - Throws: `SystemError` with operation "getaddrinfo" when there is none.
    public static func resolve(host: String, port: UInt16) throws(SystemError) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_flags = AI_ADDRCONFIG
        do {
            return try lookup(host, port, hints)
        } catch where error.code == EAI_NONAME || error.code == noAddressOfThatFamily {
            // A machine with nothing but a loopback interface has no configured family, yet "localhost" is fine.
            hints.ai_flags = 0
            return try lookup(host, port, hints)
        }
    }

    private static func lookup(
        _ host: String, _ port: UInt16, _ template: addrinfo
    ) throws(SystemError) -> [SocketAddress] {
        var hints = template
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_family = AF_UNSPEC
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else {
            if code == EAI_SYSTEM { throw .last("getaddrinfo", host) }
            throw SystemError(code: code, operation: "getaddrinfo", detail: host)
        }
        defer { freeaddrinfo(list) }
        var found: [SocketAddress] = []
        var next = list
        while let entry = next {
            if let address = SocketAddress(entry.pointee.ai_addr, entry.pointee.ai_addrlen)?.with(port: port),
                !found.contains(address)
            {
                found.append(address)
            }
            next = entry.pointee.ai_next
        }
        return found
    }

    /// The file of a Unix socket; nil for one in the abstract namespace, and for the others.
    public var path: String? {
        guard case .unix(let path) = kind, path.first != "\0" else { return nil }
        return path
    }

    /// The port; nil for a Unix socket.
    public var port: UInt16? {
        switch kind {
        case .v4(_, let port), .v6(_, let port, _): port
        case .unix, .unnamed: nil
        }
    }

    /// The address without a port: "127.0.0.1", "::1", "/run/x".
    public var host: String {
        switch kind {
        case .v4(let bytes, _): Self.text(AF_INET, bytes)
        case .v6(let bytes, _, let scope): Self.text(AF_INET6, bytes) + (scope == 0 ? "" : "%\(scope)")
        case .unix(let path): path.first == "\0" ? "@" + path.dropFirst() : path
        case .unnamed: ""
        }
    }

    /// "127.0.0.1:8443", "[::1]:8443", "unix:/run/x".
    public var description: String {
        switch kind {
        case .v4(_, let port): "\(host):\(port)"
        case .v6(_, let port, _): "[\(host)]:\(port)"
        case .unix, .unnamed: "unix:\(host)"
        }
    }

    /// The same host at another port.
    public func with(port: UInt16) -> SocketAddress {
        switch kind {
        case .v4(let bytes, _): SocketAddress(kind: .v4(bytes, port: port))
        case .v6(let bytes, _, let scope): SocketAddress(kind: .v6(bytes, port: port, scope: scope))
        case .unix, .unnamed: self
        }
    }

    private static func text(_ family: Int32, _ bytes: [UInt8]) -> String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(family, bytes, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// EAI_ADDRFAMILY, which glibc shows only to GNU sources.
private let noAddressOfThatFamily: Int32 = -9
