import Dispatch
import MartletEventLoop

/// Turns a target into addresses, away from the loops: `getaddrinfo` blocks.
enum Resolver {
    /// Not a global queue: those share their threads with Swift's pool, and starve when user code blocks it.
    private static let queue = DispatchQueue(label: "martlet.resolver", attributes: .concurrent)

    typealias Completion = @Sendable (Result<[SocketAddress], RPCError>) -> Void
    /// What a channel asks: `resolve`, or a test's own.
    typealias Function = @Sendable (_ target: Target, _ loop: EventLoop, _ completion: @escaping Completion) -> Void

    /// Calls back on the loop with every address of the target, in the system's order.
    @Sendable static func resolve(_ target: Target, _ loop: EventLoop, _ completion: @escaping Completion) {
        if case .name = target.place {} else { return completion(addresses(of: target)) }
        queue.async {
            let result = addresses(of: target)
            loop.execute { completion(result) }
        }
    }

    private static func addresses(of target: Target) -> Result<[SocketAddress], RPCError> {
        do {
            let addresses =
                switch target.place {
                case .name(let host, let port): try SocketAddress.resolve(host: host, port: port)
                case .addresses(let literals, let port): try literals.map { try SocketAddress(ip: $0, port: port) }
                case .unix(let path): [try SocketAddress.unix(path: path)]
                }
            guard !addresses.isEmpty else {
                return .failure(RPCError(.unavailable, "\(target.authority) has no address"))
            }
            return .success(addresses)
        } catch {
            return .failure(RPCError(.unavailable, "\(target.authority) can't be resolved: \(error)"))
        }
    }
}
