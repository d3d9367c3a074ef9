import Martlet

extension InteropCase {
    static let streamingCases = [
        InteropCase("client_streaming", clientStreaming),
        InteropCase("server_streaming", serverStreaming),
        InteropCase("ping_pong", pingPong),
        InteropCase("empty_stream", emptyStream),
    ]

    @Sendable private static func clientStreaming(_ client: Client) async throws {
        let call = try await TestServiceClient(client).streamingInputCall(options: patience)
        for size in [27_182, 8, 1_828, 45_904] {
            try await call.send(StreamingInputCallRequest(payload: .zeros(size)))
        }
        let response = try await call.finish()
        try expect("aggregated_payload_size", response.aggregatedPayloadSize, is: 74_922)
    }

    @Sendable private static func serverStreaming(_ client: Client) async throws {
        let sizes: [Int32] = [31_415, 9, 2_653, 58_979]
        let request = StreamingOutputCallRequest(responseParameters: sizes.map { ResponseParameters(size: $0) })
        let call = try await TestServiceClient(client).streamingOutputCall(request, options: patience)
        var count = 0
        for try await response in call.responses {
            guard count < sizes.count else { throw InteropFailure("more than \(sizes.count) responses") }
            try expect("payload \(count)", response.payload, hasZeros: Int(sizes[count]))
            count += 1
        }
        try expect("number of responses", count, is: sizes.count)
    }

    @Sendable private static func pingPong(_ client: Client) async throws {
        let call = try await TestServiceClient(client).fullDuplexCall(options: patience)
        var responses = call.responses.makeAsyncIterator()
        let rounds: [(Int32, Int)] = [(31_415, 27_182), (9, 8), (2_653, 1_828), (58_979, 45_904)]
        for (responseSize, requestSize) in rounds {
            try await call.send(.asking(for: responseSize, with: requestSize))
            let response = try await responses.next()
            try expect("the payload", response?.payload, hasZeros: Int(responseSize))
        }
        await call.finishSending()
        try expect("message after the last response", try await responses.next(), is: nil)
    }

    @Sendable private static func emptyStream(_ client: Client) async throws {
        let call = try await TestServiceClient(client).fullDuplexCall(options: patience)
        await call.finishSending()
        for try await response in call.responses { throw InteropFailure("a response came: \(response)") }
    }
}
