import Glibc
import MartletEventLoop
import MartletTLS

/// A listener of a server, and how its connections are protected.
final class ServerListener: Sendable {
    let listener: Listener
    /// nil for cleartext.
    let tls: TLSCredentials?

    private init(_ listener: Listener, _ tls: TLSCredentials?) {
        self.listener = listener
        self.tls = tls
    }

    var address: SocketAddress { listener.localAddress }

    /// What a worker needs to accept from it too; nil once it has been started here.
    func shared(_ configuration: ListenerConfiguration) -> WorkerAssignment.Socket? {
        listener.descriptor.map { WorkerAssignment.Socket(descriptor: $0, isShared: configuration.address.isInherited) }
    }

    /// Opens all of them, or none; grouped by configuration. A worker is given those of its supervisor.
    static func open(
        _ configurations: [ListenerConfiguration], inherited: [[WorkerAssignment.Socket]]? = nil
    ) throws -> [[ServerListener]] {
        guard !configurations.isEmpty else {
            throw RuntimeError(.configuration, "a server needs a listener: give `ServerConfiguration.listeners` one")
        }
        if let inherited, inherited.count != configurations.count {
            throw RuntimeError(
                .configuration, "the supervisor has \(inherited.count) listeners and this worker "
                    + "\(configurations.count): `main` must configure the same in each process")
        }
        return try configurations.indices.map { index in
            let tls = try configurations[index].tls.credentials()
            let sockets = try inherited.map { try adopt($0[index]) } ?? listeners(configurations[index])
            return sockets.map { ServerListener($0, tls) }
        }
    }

    private static func adopt(_ sockets: [WorkerAssignment.Socket]) throws(SystemError) -> [Listener] {
        try sockets.map { socket throws(SystemError) in
            try Listener(adopting: socket.descriptor, leavesQueue: socket.isShared)
        }
    }

    private static func listeners(_ configuration: ListenerConfiguration) throws(RuntimeError) -> [Listener] {
        do throws(SystemError) {
            switch configuration.address {
            case .tcp(let ip, let port): return [try bind(try SocketAddress(ip: ip, port: port), configuration)]
            case .unix(let path): return [try bind(try .unix(path: path), configuration)]
            case .abstract(let name): return [try bind(try .unix(path: "\0" + name), configuration)]
            case .inherited(let descriptor): return [try Listener(adopting: descriptor)]
            case .systemd: break
            }
        } catch {
            throw failure(configuration.address, error)
        }
        return try systemdListeners(configuration.address)
    }

    private static func bind(
        _ address: SocketAddress, _ configuration: ListenerConfiguration
    ) throws(SystemError) -> Listener {
        try Listener(
            address: address, backlog: configuration.backlog, reusePort: configuration.reusePort,
            mode: configuration.mode)
    }

    private static func systemdListeners(_ address: ListenAddress) throws(RuntimeError) -> [Listener] {
        guard case .systemd(let name) = address else { return [] }
        let descriptors = try SystemdSockets().descriptors(named: name)
        do throws(SystemError) {
            return try descriptors.map { descriptor throws(SystemError) in try Listener(adopting: descriptor) }
        } catch {
            throw failure(address, error)
        }
    }

    private static func failure(_ address: ListenAddress, _ error: SystemError) -> RuntimeError {
        RuntimeError(.listening, "can't listen on \(address): \(error)\(advice(address, error))")
    }

    /// What to do about it, where the kernel's words leave that open.
    private static func advice(_ address: ListenAddress, _ error: SystemError) -> String {
        switch (address, error.code) {
        case (.tcp, EADDRINUSE):
            "; stop whoever listens there, choose another port, or have both set `reusePort`"
        case (.unix, EADDRINUSE), (.abstract, EADDRINUSE):
            "; stop whoever listens there (or, if it is a file of another kind, move it away), or choose another"
        case (.tcp(_, let port), EACCES) where port < 1024:
            "; ports below 1024 need CAP_NET_BIND_SERVICE, or an inherited socket"
        case (.tcp, EADDRNOTAVAIL): "; no interface of this machine has that address"
        case (.tcp, EAFNOSUPPORT): "; this machine has no IPv6"
        case (.tcp, _) where error.operation == "getaddrinfo": "; it must be a literal IP address"
        case (.unix, ENOENT): "; the folder must exist"
        case (.unix, EACCES): "; the folder must be writable for this user"
        case (.unix, ENAMETOOLONG), (.abstract, ENAMETOOLONG): "; give 1 to 107 bytes"
        default: ""
        }
    }
}
