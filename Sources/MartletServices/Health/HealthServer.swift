public import Martlet

/// Serves `grpc.health.v1.Health`: what probes, load balancers and clients ask before they send calls.
///
///     let health = HealthServer()
///     let server = Server(configuration, services: [Greeter(), health])
///
/// Every service of the server is `SERVING` once the server starts, and so is the server as a whole, which goes by the
/// empty name; ``set(_:for:)`` says otherwise. When the server drains, everything is `NOT_SERVING` for good, so that
/// callers leave before connections close.
public final class HealthServer: Sendable {
    /// How a service does.
    public typealias Status = HealthCheckResponse.ServingStatus

    private let board: HealthBoard
    private let maxListed: Int

    /// A server that knows nothing but itself until it starts.
    ///
    /// - Parameter maxListed: the most services that `List` may answer with, 100 by default as in gRPC's other
    ///   implementations; more is `RESOURCE_EXHAUSTED`.
    public init(maxListed: Int = 100) {
        self.maxListed = maxListed
        board = HealthBoard()
    }

    /// Says how a service does, by its full name; "" is the server as a whole. Watchers hear of a change at once. Has
    /// no effect once the server drains.
    public func set(_ status: Status, for service: String = "") { board.set(status, for: service) }

    /// Calls of `Watch` that are open.
    public var watcherCount: Int { board.watcherCount }

    /// How a service does; nil for one that the server does not know.
    public func status(of service: String = "") -> Status? { board.status(of: service) }
}

extension HealthServer: HealthService {
    public func serverWillStart(serving services: [String]) { board.open(services) }

    public func serverWillDrain() { board.drain() }

    public func check(_ request: HealthCheckRequest, context: ServerContext) async throws -> HealthCheckResponse {
        guard let status = board.status(of: request.service) else {
            throw RPCError(.notFound, "unknown service \(request.service.prefix(256))")
        }
        return HealthCheckResponse(status: status)
    }

    public func list(_ request: HealthListRequest, context: ServerContext) async throws -> HealthListResponse {
        let statuses = board.statuses
        guard statuses.count <= maxListed else {
            let excess = "\(statuses.count) services are more than List tells"
            throw RPCError(.resourceExhausted, "\(excess) (setting maxListed: \(maxListed))")
        }
        return HealthListResponse(statuses: statuses.mapValues { HealthCheckResponse(status: $0) })
    }

    public func watch(
        _ request: HealthCheckRequest, responses: ResponseWriter<HealthCheckResponse>, context: ServerContext
    ) async throws {
        for await status in board.changes(of: request.service) {
            try await responses.write(HealthCheckResponse(status: status))
        }
        // The stream ends only with the server: it must not keep a connection from draining.
        try Task.checkCancellation()
        throw RPCError(.unavailable, "the server is shutting down")
    }
}
