import Martlet
import MartletProtobuf
import MartletReflection
import MartletServices
import Testing

/// A server's schema is learnt over the wire, and what a server may send is bounded.
@Suite struct ReflectionClientTests {
    /// Answers questions for files from a list of them, one file in each answer.
    struct FileServer: ServerReflectionService {
        var files: [FileDescriptorProto]
        /// Makes a file that the list lacks.
        var invent: @Sendable (String) -> FileDescriptorProto? = { _ in nil }

        func serverReflectionInfo(
            _ requests: RequestStream<ServerReflectionRequest>, responses: ResponseWriter<ServerReflectionResponse>,
            context: ServerContext
        ) async throws {
            for try await request in requests {
                try await responses.write(ServerReflectionResponse(messageResponse: answer(request)))
            }
        }

        private func answer(_ request: ServerReflectionRequest) throws -> ServerReflectionResponse.MessageResponse {
            switch request.messageRequest {
            case .listServices: return .listServicesResponse(.init(service: [.init(name: "a.B")]))
            case .fileContainingSymbol:
                return .fileDescriptorResponse(.init(fileDescriptorProto: [Bytes(try files[0].encoded())]))
            case .fileByFilename(let name):
                guard let file = files.first(where: { $0.name == name }) ?? invent(name) else { fallthrough }
                return .fileDescriptorResponse(.init(fileDescriptorProto: [Bytes(try file.encoded())]))
            default: return .errorResponse(.init(errorCode: 5, errorMessage: "no such thing"))
            }
        }
    }

    private static let method = MethodDescriptorProto(
        name: "C", inputType: ".google.protobuf.Empty", outputType: ".a.D")
    private static let service = FileDescriptorProto(
        name: "b.proto", package: "a", dependency: ["d.proto", "google/protobuf/empty.proto"],
        service: [ServiceDescriptorProto(name: "B", method: [method])], syntax: "proto3")
    private static let message = FileDescriptorProto(
        name: "d.proto", package: "a", messageType: [DescriptorProto(name: "D")], syntax: "proto3")

    @Test func importsAreAskedForAndWellKnownOnesAreAtHand() async throws {
        try await serving(FileServer(files: [Self.service, Self.message])) { client, _ in
            let pool = try await ReflectionClient(client).pool(declaring: "a.B")
            let method = try #require(pool.service(named: "a.B")?.method(named: "C"))
            #expect(method.input.fullName == "google.protobuf.Empty" && method.output.fullName == "a.D")
            #expect(try await ReflectionClient(client).services() == ["a.B"])
        }
    }

    @Test func anImportThatTheServerDoesNotHaveIsNamed() async throws {
        try await serving(FileServer(files: [Self.service])) { client, _ in
            let error = try await #require(throws: ReflectionError.self) {
                try await ReflectionClient(client).files(declaring: "a.B")
            }
            #expect("\(error)".contains("file d.proto: no such thing (status 5)"))
        }
    }

    /// Each file imports one more.
    private static let endless = FileServer(files: [FileDescriptorProto(name: "0", dependency: ["1"])]) { name in
        Int(name).map { FileDescriptorProto(name: name, dependency: ["\($0 + 1)"]) }
    }

    @Test func filesAreBounded() async throws {
        try await serving(Self.endless) { client, _ in
            let error = try await #require(throws: ReflectionError.self) {
                try await ReflectionClient(client, limits: .init(files: 20)).files(declaring: "a.B")
            }
            #expect(error == .tooMuch(what: "files", limit: 20, setting: "files"))
        }
    }

    @Test func bytesAreBounded() async throws {
        try await serving(Self.endless) { client, _ in
            let error = try await #require(throws: ReflectionError.self) {
                try await ReflectionClient(client, limits: .init(bytes: 100)).files(declaring: "a.B")
            }
            #expect(error == .tooMuch(what: "bytes of descriptors", limit: 100, setting: "bytes"))
        }
    }

    @Test func aServerThatAnswersWithAnotherFileIsNotAskedForEver() async throws {
        let stubborn = FileServer(files: [FileDescriptorProto(name: "0", dependency: ["1"])]) { _ in
            FileDescriptorProto(name: "other")
        }
        try await serving(stubborn) { client, _ in
            let error = try await #require(throws: ReflectionError.self) {
                try await ReflectionClient(client).files(declaring: "a.B")
            }
            #expect(error == .misplacedAnswer(question: "1"))
        }
    }

    @Test func aServerWithoutReflectionSaysSo() async throws {
        try await serving(NoService()) { client, _ in
            let error = try await #require(throws: ReflectionError.self) {
                try await ReflectionClient(client).services()
            }
            #expect(error == .notServed)
        }
    }

    private struct NoService: RPCService {
        func register(in methods: inout MethodRegistry) {}
    }
}
