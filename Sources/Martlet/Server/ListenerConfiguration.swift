/// Where a server listens.
public enum ListenAddress: Hashable, Sendable {
    /// A literal IP address; port 0 lets the system choose one (`Server.start()` tells which). `::` takes IPv4 as well.
    case tcp(String, port: UInt16)
    /// A path in the file system, of at most 107 bytes. A file left by a server that is gone is replaced; the file is
    /// removed at the end.
    case unix(String)
    /// A name in Linux's abstract namespace, without a file: every user of the machine's network namespace may connect,
    /// so look at `ServerContext.peerCredentials`.
    case abstract(String)
    /// A descriptor of a socket that listens already, inherited from whoever started this process. The server closes
    /// it at the end, and leaves a Unix socket's file alone.
    case inherited(descriptor: Int32)
    /// The sockets that systemd opened for this service (socket activation, `sd_listen_fds(3)`): those with this name
    /// (`FileDescriptorName=` of the socket unit), or all for nil. They stay open in systemd while the service
    /// restarts, so no connection is refused meanwhile.
    case systemd(name: String? = nil)
}

extension ListenAddress {
    /// Whether somebody else opened the socket, and may keep it.
    var isInherited: Bool {
        switch self {
        case .tcp, .unix, .abstract: false
        case .inherited, .systemd: true
        }
    }
}

extension ListenAddress: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tcp(let ip, let port): ip.contains(":") ? "[\(ip)]:\(port)" : "\(ip):\(port)"
        case .unix(let path): "unix:\(path)"
        case .abstract(let name): "unix:@\(name)"
        case .inherited(let descriptor): "descriptor \(descriptor)"
        case .systemd(let name): name.map { "systemd's socket \($0)" } ?? "systemd's sockets"
        }
    }
}

/// One of a server's listeners.
public struct ListenerConfiguration: Sendable {
    /// Where to listen.
    public var address: ListenAddress
    /// How the connections accepted here are protected.
    public var tls: ServerSecurity
    /// Lets other sockets of the same user listen on the same TCP port (SO_REUSEPORT; all of them must ask for it), and
    /// the kernel spreads connections among them: false. A server that is being replaced can so share the port with its
    /// successor; connections that wait in the queue of the one that closes are lost, which an inherited socket avoids.
    public var reusePort: Bool
    /// The permissions of a Unix socket's file, such as 0o660; whoever connects must be allowed to write. nil, the
    /// default, leaves them to the umask.
    public var mode: UInt32?
    /// How many connections the kernel keeps until they are accepted: 4096, but never more than net.core.somaxconn.
    public var backlog: Int32

    /// A listener with the defaults.
    public init(
        _ address: ListenAddress, tls: ServerSecurity, reusePort: Bool = false, mode: UInt32? = nil,
        backlog: Int32 = 4096
    ) {
        self.address = address
        self.tls = tls
        self.reusePort = reusePort
        self.mode = mode
        self.backlog = backlog
    }
}
