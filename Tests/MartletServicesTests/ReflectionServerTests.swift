import Martlet
import MartletInterop
import MartletProtobuf
import MartletReflection
import MartletServices
import Testing

/// A server tells of its services what it was given, and of nothing else.
@Suite struct ReflectionServerTests {
    private static let greeter = ReflectionServer(GreeterMethods.self)

    @Test func everyServiceIsListed() async throws {
        // One of its own: another test's server would tell the shared one of other services meanwhile.
        try await serving(ReflectionServer(GreeterMethods.self), GreeterServer(), TestServiceServer()) { client, _ in
            let services = try await ReflectionClient(client).services()
            #expect(services == [
                "greeter.v1.Greeter", "grpc.reflection.v1.ServerReflection",
                "grpc.reflection.v1alpha.ServerReflection", "grpc.testing.TestService",
            ])
        }
    }

    @Test(arguments: ["greeter.v1.Greeter", "greeter.v1.Greeter.Greet", "greeter.v1.GreetRequest.name"])
    func aSymbolIsFoundWithAllThatItsFileImports(symbol: String) async throws {
        try await serving(Self.greeter, GreeterServer()) { client, _ in
            let pool = try await ReflectionClient(client).pool(declaring: symbol)
            let method = try #require(pool.service(named: "greeter.v1.Greeter")?.method(named: "Greet"))
            #expect(method.input.field(named: "name") != nil)
        }
    }

    /// It is served, but nobody said what it looks like.
    @Test func aServiceThatWasNotGivenIsNotFound() async throws {
        try await serving(Self.greeter, GreeterServer(), TestServiceServer()) { client, _ in
            let error = try await #require(throws: ReflectionError.self) {
                try await ReflectionClient(client).files(declaring: "grpc.testing.TestService")
            }
            let words = "no symbol grpc.testing.TestService is known here"
            #expect(error == .refused(question: "symbol grpc.testing.TestService", code: 5, message: words))
        }
    }

    @Test func theOlderVersionAnswersTheSame() async throws {
        try await serving(Self.greeter, GreeterServer()) { client, _ in
            let symbol = "greeter.v1.Greeter"
            let question = ServerReflectionRequest(host: "h", messageRequest: .fileContainingSymbol(symbol))
            let newer = try await ServerReflectionClient(client).serverReflectionInfo()
            let older = try await ServerReflectionV1AlphaClient(client).serverReflectionInfo()
            try await newer.send(question)
            try await older.send(try ServerReflectionRequestV1Alpha(decoding: question.encoded()))
            var answers = newer.responses.makeAsyncIterator()
            var olderAnswers = older.responses.makeAsyncIterator()
            let answer = try #require(try await answers.next())
            #expect(answer.validHost == "h" && answer.originalRequest == question)
            let olderAnswer = try #require(try await olderAnswers.next())
            #expect(try olderAnswer.encoded() == answer.encoded())
        }
    }

    /// What has been sent on a stream is not sent again, except what is asked for.
    @Test func importsAreSentOnce() async throws {
        try await serving(ReflectionServer(TestServiceMethods.self)) { client, _ in
            let call = try await ServerReflectionClient(client).serverReflectionInfo()
            var answers = call.responses.makeAsyncIterator()
            var counts: [Int] = []
            let question = ServerReflectionRequest(messageRequest: .fileByFilename("grpc/testing/test.proto"))
            for _ in 0..<2 {
                try await call.send(question)
                let answer = try await answers.next()?.messageResponse
                guard case .fileDescriptorResponse(let files)? = answer else { break }
                counts.append(files.fileDescriptorProto.count)
            }
            #expect(counts == [3, 1])
        }
    }

    @Test func extensionsAreFound() async throws {
        let base = FileDescriptorProto(
            name: "base.proto", package: "x",
            messageType: [
                DescriptorProto(name: "Base", extensionRange: [DescriptorProto.ExtensionRange(start: 100, end: 200)])
            ])
        let more = FileDescriptorProto(
            name: "more.proto", package: "x", dependency: ["base.proto"],
            extension: [
                FieldDescriptorProto(name: "a", extendee: ".x.Base", number: 150, label: .optional, type: .int32)
            ])
        let pool = try DescriptorPool(files: [base, more])
        try await serving(ReflectionServer(files: pool.files)) { client, _ in
            let call = try await ServerReflectionClient(client).serverReflectionInfo()
            var answers = call.responses.makeAsyncIterator()
            try await call.send(ServerReflectionRequest(messageRequest: .allExtensionNumbersOfType("x.Base")))
            let numbers = ExtensionNumberResponse(baseTypeName: "x.Base", extensionNumber: [150])
            #expect(try await answers.next()?.messageResponse == .allExtensionNumbersResponse(numbers))
            let wanted = ExtensionRequest(containingType: "x.Base", extensionNumber: 150)
            try await call.send(ServerReflectionRequest(messageRequest: .fileContainingExtension(wanted)))
            guard case .fileDescriptorResponse(let files)? = try await answers.next()?.messageResponse else {
                Issue.record("no file came")
                return
            }
            let names = try files.fileDescriptorProto.map { try FileDescriptorProto(decoding: $0.array).name }
            #expect(names == ["more.proto", "base.proto"])
        }
    }

    @Test(arguments: [
        (ServerReflectionRequest.MessageRequest.fileByFilename("none.proto"), Int32(5)),
        (.allExtensionNumbersOfType("none.Type"), 5),
        (.fileContainingExtension(ExtensionRequest(containingType: "greeter.v1.Line", extensionNumber: -1)), 5),
        (nil, 3),
    ])
    func aBadQuestionGetsAnErrorAndTheNextOneAnAnswer(
        question: ServerReflectionRequest.MessageRequest?, code: Int32
    ) async throws {
        try await serving(Self.greeter) { client, _ in
            let call = try await ServerReflectionClient(client).serverReflectionInfo()
            var answers = call.responses.makeAsyncIterator()
            try await call.send(ServerReflectionRequest(messageRequest: question))
            guard case .errorResponse(let error)? = try await answers.next()?.messageResponse else {
                Issue.record("no error came")
                return
            }
            #expect(error.errorCode == code)
            try await call.send(ServerReflectionRequest(messageRequest: .listServices("")))
            guard case .listServicesResponse? = try await answers.next()?.messageResponse else {
                Issue.record("no list came")
                return
            }
        }
    }
}
