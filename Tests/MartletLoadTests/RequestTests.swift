import Martlet
import MartletLoad
import MartletReflection
import Testing

/// Requests are found in a schema, filled, and sent as they were encoded.
@Suite struct RequestTests {
    @Test func aPayloadHasTheSizeThatWasAskedFor() async throws {
        let method = try await Schemas.method("grpc.testing.TestService/UnaryCall")
        let message = try DynamicMessage(json: #"{"responseSize": 7}"#, as: method.request)
        // response_size: 2 bytes; payload: tag and length; body: tag and length; 100 bytes.
        #expect(try EncodedRequests(message, payload: 100...100, seed: 1).sizes == 106...106)
        let range = try EncodedRequests(message, payload: 10...1_000, seed: 1).sizes
        #expect(range.lowerBound >= 16 && range.upperBound <= 1_010 && range.count > 100)
    }

    @Test func aSizeBeyondTheLimitIsRefused() async throws {
        let method = try await Schemas.method("grpc.testing.TestService/UnaryCall")
        let message = DynamicMessage(method.request)
        #expect(throws: LoadError.self) {
            try EncodedRequests(message, payload: 0...(64 << 20) + 1, seed: 1)
        }
        #expect(throws: LoadError.self) { try EncodedRequests(message, payload: 0...5 << 20, seed: 1) }
    }

    @Test func aMessageWithoutAPayloadSaysSo() async throws {
        let method = try await Schemas.method("grpc.testing.TestService/EmptyCall")
        let error = try #require(throws: LoadError.self) {
            try EncodedRequests(DynamicMessage(method.request), payload: 1...1, seed: 1)
        }
        #expect("\(error)".contains("grpc.testing.Empty has no payload field"))
    }

    @Test func anUnknownServiceOrMethodSaysWhatThereIs() async throws {
        let unknownMethod = try await #require(throws: LoadError.self) {
            try await Schemas.method("grpc.testing.TestService/Nothing")
        }
        #expect("\(unknownMethod)".contains("UnaryCall"))
        let unknownService = try await #require(throws: LoadError.self) { try await Schemas.method("a.B/C") }
        #expect("\(unknownService)".contains("grpc.testing.TestService"))
    }

    @Test func bytesThatAreNoDescriptorSetAreRefused() async throws {
        let error = try await #require(throws: LoadError.self) {
            try await MethodLookup.descriptorSet([0xFF, 1, 2]).method(MethodName("a.B/C"))
        }
        #expect(error.option == "--descriptor-set")
    }
}
