import Martlet

extension InteropCase {
    static let compressionCases = [
        InteropCase("client_compressed_unary", clientCompressedUnary),
        InteropCase("server_compressed_unary", serverCompressedUnary),
        InteropCase("client_compressed_streaming", clientCompressedStreaming),
        InteropCase("server_compressed_streaming", serverCompressedStreaming),
    ]

    /// A server that can't tell compressed messages from others does not notice that the first one comes as it is.
    @Sendable private static func clientCompressedUnary(_ client: Client) async throws {
        func call(expecting expected: Bool, _ compression: CompressionAlgorithm) async throws -> SimpleResponse {
            var (request, options) = (SimpleRequest.large, patience)
            request.expectCompressed = BoolValue(value: expected)
            options.requestCompression = compression
            return try await TestServiceClient(client).unaryCall(request, options: options)
        }
        let error = try await failure(of: "the probe") { _ = try await call(expecting: true, .identity) }
        try expect("status of the probe", error.code, is: .invalidArgument)
        for (expected, compression) in [(true, CompressionAlgorithm.gzip), (false, .identity)] {
            let response = try await call(expecting: expected, compression)
            try expect("the payload", response.payload, hasZeros: 314_159)
        }
    }

    @Sendable private static func serverCompressedUnary(_ client: Client) async throws {
        for wanted in [true, false] {
            var request = SimpleRequest.large
            request.responseCompressed = BoolValue(value: wanted)
            let response = try await client.unaryResponse(TestServiceMethods.unaryCall, request, options: patience)
            try expect("the payload", response.message.payload, hasZeros: 314_159)
            try expect("compressed responses", response.traffic.compressedMessagesReceived, is: wanted ? 1 : 0)
        }
    }

    @Sendable private static func clientCompressedStreaming(_ client: Client) async throws {
        var options = patience
        options.requestCompression = .gzip
        func request(_ size: Int, expecting expected: Bool) -> StreamingInputCallRequest {
            StreamingInputCallRequest(payload: .zeros(size), expectCompressed: BoolValue(value: expected))
        }
        let error = try await failure(of: "the probe") {
            let probe = try await TestServiceClient(client).streamingInputCall(options: options)
            try await probe.send(request(27_182, expecting: true), compress: false)
            _ = try await probe.finish()
        }
        try expect("status of the probe", error.code, is: .invalidArgument)

        let call = try await TestServiceClient(client).streamingInputCall(options: options)
        try await call.send(request(27_182, expecting: true))
        try await call.send(request(45_904, expecting: false), compress: false)
        try expect("aggregated_payload_size", try await call.finish().aggregatedPayloadSize, is: 73_086)
    }

    @Sendable private static func serverCompressedStreaming(_ client: Client) async throws {
        let wanted: [(size: Int32, compressed: Bool)] = [(31_415, true), (92_653, false)]
        let request = StreamingOutputCallRequest(
            responseParameters: wanted.map {
                ResponseParameters(size: $0.size, compressed: BoolValue(value: $0.compressed))
            })
        let call = try await TestServiceClient(client).streamingOutputCall(request, options: patience)
        var responses = call.responses.makeAsyncIterator()
        var compressed = 0
        for (size, isCompressed) in wanted {
            try expect("the payload", try await responses.next()?.payload, hasZeros: Int(size))
            if isCompressed { compressed += 1 }
            let count = await call.messageCount().compressedMessagesReceived
            try expect("compressed responses so far", count, is: compressed)
        }
        try expect("message after the last response", try await responses.next(), is: nil)
    }
}
