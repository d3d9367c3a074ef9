import Martlet

extension InteropCase {
    static let statusCases = [
        InteropCase("status_code_and_message") { try await echoedStatus($0, "test status message") },
        InteropCase("special_status_message") { client in
            try await echoedStatus(
                client, "\t\ntest with whitespace\r\nand Unicode BMP \u{263A} and non-BMP \u{1F608}\t\n")
        },
        InteropCase("custom_metadata", customMetadata),
        InteropCase("unimplemented_method") { client in
            let error = try await failure(of: "the call") {
                _ = try await TestServiceClient(client).unimplementedCall(Empty(), options: patience)
            }
            try expect("status", error.code, is: .unimplemented)
        },
        InteropCase("unimplemented_service") { client in
            let error = try await failure(of: "the call") {
                _ = try await UnimplementedServiceClient(client).unimplementedCall(Empty(), options: patience)
            }
            try expect("status", error.code, is: .unimplemented)
        },
    ]

    /// Asks for the status through a unary call and through a stream; both must bring it back unchanged.
    private static func echoedStatus(_ client: Client, _ message: String) async throws {
        let service = TestServiceClient(client)
        let status = EchoStatus(code: 2, message: message)
        let unary = try await failure(of: "UnaryCall") {
            _ = try await service.unaryCall(SimpleRequest(responseStatus: status), options: patience)
        }
        let duplex = try await failure(of: "FullDuplexCall") {
            let call = try await service.fullDuplexCall(options: patience)
            try await call.send(StreamingOutputCallRequest(responseStatus: status))
            await call.finishSending()
            for try await _ in call.responses {}
        }
        for (shape, error) in [("UnaryCall", unary), ("FullDuplexCall", duplex)] {
            try expect("status of \(shape)", error.code, is: .unknown)
            try expect("status message of \(shape)", error.message, is: message)
        }
    }

    @Sendable private static func customMetadata(_ client: Client) async throws {
        var metadata: Metadata = [EchoMetadata.initialKey: "test_initial_metadata_value"]
        metadata.add(EchoMetadata.trailingKey, binary: [0xab, 0xab, 0xab])
        var options = patience
        options.metadata = metadata

        let unary = try await client.unaryResponse(TestServiceMethods.unaryCall, .large, options: options)
        try expect("the payload", unary.message.payload, hasZeros: 314_159)
        try expectEcho("UnaryCall", headers: unary.headers, trailers: unary.trailers)

        let duplex = try await TestServiceClient(client).fullDuplexCall(options: options)
        try await duplex.send(.asking(for: 314_159, with: 271_828))
        await duplex.finishSending()
        for try await response in duplex.responses { try expect("the payload", response.payload, hasZeros: 314_159) }
        try expectEcho("FullDuplexCall", headers: try await duplex.headers(), trailers: try await duplex.trailers())
    }

    private static func expectEcho(_ shape: String, headers: Metadata, trailers: Metadata) throws {
        let (initial, trailing) = (EchoMetadata.initialKey, EchoMetadata.trailingKey)
        try expect("\(initial) of \(shape)", headers.values(for: initial), is: ["test_initial_metadata_value"])
        try expect("\(trailing) of \(shape)", trailers.binaryValues(for: trailing), is: [[0xab, 0xab, 0xab]])
    }
}
