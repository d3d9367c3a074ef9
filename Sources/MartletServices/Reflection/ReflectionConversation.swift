import Martlet

/// One call of the reflection service: questions and their answers, in turn.
struct ReflectionConversation {
    private typealias Call = BidirectionalCall<ServerReflectionRequest, ServerReflectionResponse>

    private let client: Client
    private let options: CallOptions
    private var version = 0
    private var open: (call: Call, answers: ResponseStream<ServerReflectionResponse>.AsyncIterator)?

    init(_ client: Client, _ options: CallOptions) {
        self.client = client
        self.options = options
    }

    /// Asks, of an older version when the server doesn't have the newer one.
    nonisolated(nonsending) mutating func ask(
        _ question: ServerReflectionRequest.MessageRequest
    ) async throws(ReflectionError) -> ServerReflectionResponse.MessageResponse {
        let isFirst = open == nil
        while true {
            let response: ServerReflectionResponse
            do throws(RPCError) {
                response = try await exchange(question)
            } catch {
                guard isFirst, error.code == .unimplemented else { throw .callFailed(error) }
                open = nil
                version += 1
                guard version < ReflectionVersions.all.count else { throw .notServed }
                continue
            }
            return try Self.checked(response, question)
        }
    }

    nonisolated(nonsending) private mutating func exchange(
        _ question: ServerReflectionRequest.MessageRequest
    ) async throws(RPCError) -> ServerReflectionResponse {
        if open == nil {
            let call = try await client.bidirectionalStreaming(ReflectionVersions.all[version], options: options)
            open = (call, call.responses.makeAsyncIterator())
        }
        // A server that has no such method may have ended the call already: then the answer says why.
        try? await open?.call.send(ServerReflectionRequest(messageRequest: question))
        guard let answer = try await open?.answers.next() else {
            throw RPCError(.internalError, "the server ended the call without an answer")
        }
        return answer
    }

    private static func checked(
        _ response: ServerReflectionResponse, _ question: ServerReflectionRequest.MessageRequest
    ) throws(ReflectionError) -> ServerReflectionResponse.MessageResponse {
        switch response.messageResponse {
        case .errorResponse(let error):
            throw .refused(
                question: question.subject, code: Int(error.errorCode), message: error.errorMessage)
        case let answer?: return answer
        case nil: throw .misplacedAnswer(question: question.subject)
        }
    }

    /// No more questions.
    nonisolated(nonsending) func finish() async { await open?.call.finishSending() }
}

extension ServerReflectionRequest.MessageRequest {
    /// What is asked for, in words for an error.
    fileprivate var subject: String {
        switch self {
        case .fileByFilename(let name): "file \(name)"
        case .fileContainingSymbol(let symbol): "symbol \(symbol)"
        case .fileContainingExtension(let request): "extension \(request.extensionNumber) of \(request.containingType)"
        case .allExtensionNumbersOfType(let name): "extensions of \(name)"
        case .listServices: "list of services"
        }
    }
}
