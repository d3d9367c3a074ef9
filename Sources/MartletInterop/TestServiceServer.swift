public import Martlet

/// `grpc.testing.TestService` as every gRPC implementation serves it to the interop clients of the others.
///
/// `UnimplementedCall` fails with `UNIMPLEMENTED`, as it must; `grpc.testing.UnimplementedService` has no server.
/// What a request says of compression is done for the response, and checked for the request: one that should have come
/// compressed and has not, or the other way round, fails with `INVALID_ARGUMENT`.
public nonisolated struct TestServiceServer: TestService {
    /// The largest payload that a request may ask for, in bytes. More is `RESOURCE_EXHAUSTED`.
    public static let maxPayloadBytes = 16 << 20

    /// Creates the service. It keeps no state.
    public init() {}

    public func emptyCall(_ request: Empty, context: ServerContext) async throws -> Empty {
        echoMetadata(context)
        return Empty()
    }

    public func unaryCall(_ request: SimpleRequest, context: ServerContext) async throws -> SimpleResponse {
        echoMetadata(context)
        if request.expectCompressed != nil || request.responseCompressed != nil {
            try await heed(request, context)
        }
        try echoStatus(request.responseStatus)
        return SimpleResponse(payload: try .zeros(askedFor: request.responseSize))
    }

    public func cacheableUnaryCall(_ request: SimpleRequest, context: ServerContext) async throws -> SimpleResponse {
        context.addResponseHeaders(["cache-control": "max-age=60, public"])
        return SimpleResponse(payload: try .zeros(askedFor: request.responseSize))
    }

    public func streamingOutputCall(
        _ request: StreamingOutputCallRequest, responses: ResponseWriter<StreamingOutputCallResponse>,
        context: ServerContext
    ) async throws {
        echoMetadata(context)
        try await answer(request, to: responses, context)
    }

    public func streamingInputCall(
        _ requests: RequestStream<StreamingInputCallRequest>, context: ServerContext
    ) async throws -> StreamingInputCallResponse {
        var sum: Int32 = 0
        var compressed = 0
        for try await request in requests {
            if let expected = request.expectCompressed {
                compressed = try await check(expected, of: context, after: compressed)
            }
            let size = Int32(clamping: request.payload?.body.count ?? 0)
            let (next, overflow) = sum.addingReportingOverflow(size)
            if overflow { throw RPCError(.outOfRange, "aggregated_payload_size does not fit into an int32") }
            sum = next
        }
        return StreamingInputCallResponse(aggregatedPayloadSize: sum)
    }

    public func fullDuplexCall(
        _ requests: RequestStream<StreamingOutputCallRequest>,
        responses: ResponseWriter<StreamingOutputCallResponse>, context: ServerContext
    ) async throws {
        echoMetadata(context)
        for try await request in requests { try await answer(request, to: responses, context) }
    }

    public func halfDuplexCall(
        _ requests: RequestStream<StreamingOutputCallRequest>,
        responses: ResponseWriter<StreamingOutputCallResponse>, context: ServerContext
    ) async throws {
        echoMetadata(context)
        var waiting: [StreamingOutputCallRequest] = []
        for try await request in requests {
            guard waiting.count < Self.maxWaitingRequests else {
                throw RPCError(
                    .resourceExhausted, "more than \(Self.maxWaitingRequests) requests before the first answer")
            }
            waiting.append(request)
        }
        for request in waiting { try await answer(request, to: responses, context) }
    }

    public func unimplementedCall(_ request: Empty, context: ServerContext) async throws -> Empty {
        throw RPCError(.unimplemented, "grpc.testing.TestService/UnimplementedCall is not implemented, on purpose")
    }

    /// `HalfDuplexCall` keeps every request until the client has ended its side.
    private static let maxWaitingRequests = 1000
}

// MARK: What several methods do

extension TestServiceServer {
    /// Sends the two agreed metadata entries back, one as a header and one as a trailer.
    private func echoMetadata(_ context: ServerContext) {
        let headers = context.metadata(for: EchoMetadata.initialKey)
        if !headers.isEmpty { context.addResponseHeaders(headers) }
        let trailers = context.metadata(for: EchoMetadata.trailingKey)
        if !trailers.isEmpty { context.addTrailers(trailers) }
    }

    /// Fails with the status that the request asks for. Numbers that gRPC has not defined become `UNKNOWN`.
    private func echoStatus(_ status: EchoStatus?) throws {
        guard let status, status.code != 0 else { return }
        throw RPCError(RPCError.Code(rawValue: Int(status.code)) ?? .unknown, status.message)
    }

    /// Does what a request says of compression.
    private func heed(_ request: SimpleRequest, _ context: ServerContext) async throws {
        if let expected = request.expectCompressed { _ = try await check(expected, of: context, after: 0) }
        if let wanted = request.responseCompressed { context.compressResponses(.asked(wanted.value)) }
    }

    /// Looks whether the message that was read last came compressed, as it should have or should not: then the number
    /// of those that did is no longer `count`. Returns that number.
    private func check(_ expected: BoolValue, of context: ServerContext, after count: Int) async throws -> Int {
        let compressed = await context.messageCount().compressedMessagesReceived
        guard expected.value == (compressed > count) else {
            let (found, wanted) = expected.value ? ("uncompressed", "compressed") : ("compressed", "uncompressed")
            throw RPCError(.invalidArgument, "the request came \(found), and should have come \(wanted)")
        }
        return compressed
    }

    /// One response per response parameter, each after its pause.
    private func answer(
        _ request: StreamingOutputCallRequest, to responses: ResponseWriter<StreamingOutputCallResponse>,
        _ context: ServerContext
    ) async throws {
        try echoStatus(request.responseStatus)
        if request.responseParameters.contains(where: { $0.compressed != nil }) {
            return try await answerAsAsked(request, to: responses, context)
        }
        for parameters in request.responseParameters {
            if parameters.intervalUs > 0 { try await Task.sleep(for: .microseconds(parameters.intervalUs)) }
            try await responses.write(StreamingOutputCallResponse(payload: try .zeros(askedFor: parameters.size)))
        }
    }

    /// The same for a request that wants some responses compressed, or none.
    private func answerAsAsked(
        _ request: StreamingOutputCallRequest, to responses: ResponseWriter<StreamingOutputCallResponse>,
        _ context: ServerContext
    ) async throws {
        context.compressResponses(.asked(request.responseParameters.contains { $0.compressed?.value == true }))
        for parameters in request.responseParameters {
            if parameters.intervalUs > 0 { try await Task.sleep(for: .microseconds(parameters.intervalUs)) }
            let response = StreamingOutputCallResponse(payload: try .zeros(askedFor: parameters.size))
            try await responses.write(response, compress: parameters.compressed?.value == true)
        }
    }
}

extension ResponseCompression {
    /// As a request asks for it.
    fileprivate static func asked(_ isOn: Bool) -> ResponseCompression {
        isOn ? .firstAccepted(of: CompressionAlgorithm.available) : .off
    }
}
