public import Martlet
public import MartletInterop

/// `grpc.testing.BenchmarkService` as every gRPC implementation serves it to the drivers of benchmarks.
///
/// Each response holds a payload of the size that its request asks for, or none when it asks for no bytes. At most
/// `TestServiceServer.maxPayloadBytes` may be asked for; more is `RESOURCE_EXHAUSTED`.
public nonisolated struct BenchmarkServiceServer: BenchmarkService {
    /// Creates the service. It keeps no state.
    public init() {}

    public func unaryCall(_ request: SimpleRequest, context: ServerContext) async throws -> SimpleResponse {
        try response(to: request)
    }

    public func streamingCall(
        _ requests: RequestStream<SimpleRequest>, responses: ResponseWriter<SimpleResponse>, context: ServerContext
    ) async throws {
        for try await request in requests { try await responses.write(try response(to: request)) }
    }

    public func streamingFromClient(
        _ requests: RequestStream<SimpleRequest>, context: ServerContext
    ) async throws -> SimpleResponse {
        var last = SimpleRequest()
        for try await request in requests { last = request }
        return try response(to: last)
    }

    public func streamingFromServer(
        _ request: SimpleRequest, responses: ResponseWriter<SimpleResponse>, context: ServerContext
    ) async throws {
        let response = try response(to: request)
        while true { try await responses.write(response) }  // throws once the client has cancelled
    }

    public func streamingBothWays(
        _ requests: RequestStream<SimpleRequest>, responses: ResponseWriter<SimpleResponse>, context: ServerContext
    ) async throws {
        var requests = requests.makeAsyncIterator()
        guard let first = try await requests.next() else { return }
        let response = try response(to: first)
        try await withThrowingTaskGroup { group in
            group.addTask {
                repeat { try await responses.write(response) } while !Task.isCancelled
            }
            while try await requests.next() != nil {}
            group.cancelAll()
        }
    }

    private func response(to request: SimpleRequest) throws(RPCError) -> SimpleResponse {
        guard request.responseSize != 0 else { return SimpleResponse() }
        return SimpleResponse(payload: try .zeros(askedFor: request.responseSize))
    }
}
