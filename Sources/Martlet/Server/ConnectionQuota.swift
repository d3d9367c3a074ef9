import Glibc
import MartletEventLoop
import Synchronization

/// How many connections a server takes, in all and from each address.
///
/// Peers on this machine count in all only: a proxy beside the server brings everybody's calls from one address.
final class ConnectionQuota: Sendable {
    private struct Counts {
        var total = 0
        var byHost: [String: Int] = [:]
    }

    private let limit: Int
    private let limitPerHost: Int
    private let counts = Mutex(Counts())

    init(_ limits: ServerLimits) {
        limit = limits.maxConnections ?? Self.affordable
        limitPerHost = limits.maxConnectionsPerAddress
    }

    /// Four fifths of the descriptors that the process may have, and at most 10,000.
    static var affordable: Int {
        var descriptors = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &descriptors) == 0 else { return 10_000 }
        return Int(min(10_000, descriptors.rlim_cur / 5 * 4))
    }

    /// Counts a connection, or says why there can't be one more.
    func admit(_ address: SocketAddress) -> ConnectionCloseReason? {
        let host = Self.countedHost(address)
        return counts.withLock { counts in
            guard counts.total < limit else { return .tooManyConnections }
            if let host {
                guard counts.byHost[host, default: 0] < limitPerHost else { return .tooManyFromAddress }
                counts.byHost[host, default: 0] += 1
            }
            counts.total += 1
            return nil
        }
    }

    /// A connection that was admitted has ended.
    func release(_ address: SocketAddress) {
        let host = Self.countedHost(address)
        counts.withLock { counts in
            counts.total -= 1
            guard let host, let count = counts.byHost[host] else { return }
            counts.byHost[host] = count > 1 ? count - 1 : nil
        }
    }

    /// The host that has a limit of its own.
    private static func countedHost(_ address: SocketAddress) -> String? {
        guard address.port != nil else { return nil }
        let host = address.host
        return host == "::1" || host.hasPrefix("127.") || host.hasPrefix("::ffff:127.") ? nil : host
    }
}
