public import MartletProtobuf
import Synchronization

/// Lets so many calls of its methods run at the same time, on all event loops together; more are refused with
/// RESOURCE_EXHAUSTED. For methods that share something scarce: connections to a database, say.
///
/// `AdmissionConfiguration.concurrency` protects the server itself, and finds its bound alone.
public struct CallLimit: ServerInterceptor {
    /// Calls at the same time.
    public let most: Int
    private let running = Running()

    private final class Running: Sendable {
        let count = Atomic(0)
    }

    /// One count for all methods that it stands before: make one for each method to count them apart.
    public init(atOnce most: Int) { self.most = most }

    public func intercept<Request: Message, Response: Message>(
        _ call: InterceptedCall<Request, Response>,
        next: @escaping @Sendable (InterceptedCall<Request, Response>) async throws -> Void
    ) async throws {
        defer { running.count.subtract(1, ordering: .relaxed) }
        guard running.count.add(1, ordering: .relaxed).newValue <= most else {
            throw RPCError(.resourceExhausted, "more than \(most) calls of \(call.method.path) at the same time "
                + "(setting CallLimit.most)")
        }
        try await next(call)
    }
}
