import Martlet

extension InteropCase {
    static let cancellationCases = [
        InteropCase("timeout_on_sleeping_server", timeoutOnSleepingServer),
        InteropCase("cancel_after_begin", cancelAfterBegin),
        InteropCase("cancel_after_first_response", cancelAfterFirstResponse),
    ]

    @Sendable private static func timeoutOnSleepingServer(_ client: Client) async throws {
        let error = try await failure(of: "the call") {
            let call = try await TestServiceClient(client).fullDuplexCall(options: .deadline(.milliseconds(1)))
            try await call.send(StreamingOutputCallRequest(payload: .zeros(27_182)))
            for try await _ in call.responses {}
        }
        try expect("status", error.code, is: .deadlineExceeded)
    }

    @Sendable private static func cancelAfterBegin(_ client: Client) async throws {
        let call = try await TestServiceClient(client).streamingInputCall(options: patience)
        call.cancel()
        let error = try await failure(of: "the call") { _ = try await call.finish() }
        try expect("status", error.code, is: .cancelled)
    }

    @Sendable private static func cancelAfterFirstResponse(_ client: Client) async throws {
        let call = try await TestServiceClient(client).fullDuplexCall(options: patience)
        var responses = call.responses.makeAsyncIterator()
        try await call.send(.asking(for: 31_415, with: 27_182))
        let response = try await responses.next()
        try expect("the payload", response?.payload, hasZeros: 31_415)
        call.cancel()
        let error = try await failure(of: "the call") { _ = try await responses.next() }
        try expect("status", error.code, is: .cancelled)
    }
}
