import GRPCCore
import SwiftProtobuf

/// `grpc.testing.BenchmarkService`, through the simple of the three protocols that the generator makes.
struct BenchmarkServer: Grpc_Testing_BenchmarkService.SimpleServiceProtocol {
    typealias Request = Grpc_Testing_SimpleRequest
    typealias Response = Grpc_Testing_SimpleResponse

    func unaryCall(request: Request, context: ServerContext) async throws -> Response {
        answer(request)
    }

    func streamingCall(
        request: RPCAsyncSequence<Request, any Error>, response: RPCWriter<Response>, context: ServerContext
    ) async throws {
        for try await message in request { try await response.write(answer(message)) }
    }

    func streamingFromClient(
        request: RPCAsyncSequence<Request, any Error>, context: ServerContext
    ) async throws -> Response {
        var last = Request()
        for try await message in request { last = message }
        return answer(last)
    }

    func streamingFromServer(request: Request, response: RPCWriter<Response>, context: ServerContext) async throws {
        let message = answer(request)
        while !context.cancellation.isCancelled { try await response.write(message) }
    }

    func streamingBothWays(
        request: RPCAsyncSequence<Request, any Error>, response: RPCWriter<Response>, context: ServerContext
    ) async throws {
        let (answers, continuation) = AsyncStream<Response>.makeStream()
        try await withThrowingTaskGroup { group in
            group.addTask {
                guard let message = await answers.first(where: { _ in true }) else { return }
                while !Task.isCancelled { try await response.write(message) }
            }
            var isFirst = true
            for try await message in request where isFirst {
                continuation.yield(answer(message))
                isFirst = false
            }
            continuation.finish()
            group.cancelAll()
        }
    }

    private func answer(_ request: Request) -> Response {
        var response = Response()
        if request.responseSize > 0 { response.payload.body = .init(count: Int(request.responseSize)) }
        return response
    }
}
