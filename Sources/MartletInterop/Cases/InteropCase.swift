public import Martlet

/// One of the official interop cases: a conversation with a `grpc.testing.TestService` that any gRPC server must
/// hold in the same way.
public struct InteropCase: Sendable {
    /// The official name: `empty_unary`.
    public let name: String
    private let body: @Sendable (Client) async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (Client) async throws -> Void) {
        self.name = name
        self.body = body
    }

    /// Holds the conversation. Throws `InteropFailure` for an answer that differs from the official one, and
    /// `RPCError` for a call that failed where it must not.
    public func run(on client: Client) async throws { try await body(client) }

    /// The cases that need neither a cloud nor compression, in their official order.
    public static let all: [InteropCase] = unaryCases + streamingCases + cancellationCases + statusCases

    /// The cases of compression. A server that can't tell how a message came, as in Python, can't pass those that begin
    /// with `client`.
    public static let compression: [InteropCase] = compressionCases

    /// The case of that name.
    public static func named(_ name: String) -> InteropCase? { (all + compression).first { $0.name == name } }
}

/// Long enough for a slow machine, short enough that a server which hangs fails the case.
let patience = CallOptions.deadline(.seconds(20))
