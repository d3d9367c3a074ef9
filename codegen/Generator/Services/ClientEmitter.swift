internal import MartletSchema

/// Writes the struct that calls a service.
struct ClientEmitter {
    let service: ServiceSchema
    let names: ServiceNames
    let context: GenerationContext

    func emit(into text: inout SwiftText) {
        let modifier = context.visibility.modifier
        let client = context.martlet("Client")
        text.line("/// Calls \(service.fullName).")
        if service.isDeprecated { text.line(Self.deprecation) }
        text.block("\(modifier)nonisolated struct \(names.client): Sendable") { text in
            text.line("/// Makes the calls; may be shared by any number of service clients.")
            text.line("\(modifier)let client: \(client)")
            text.line()
            text.line("/// Calls the service through `client`.")
            text.block("\(modifier)init(_ client: \(client))") { $0.line("self.client = client") }
            for method in service.methods {
                text.line()
                emit(method, into: &text)
            }
        }
    }

    private func emit(_ method: MethodSchema, into text: inout SwiftText) {
        text.doc(method.comments, fallback: "Calls \(method.name).")
        if method.isDeprecated { text.line(Self.deprecation) }
        let request = context.names.type(method.request)
        let options = context.martlet("CallOptions")
        var parameters = method.shape.streamsRequests ? [] : ["_ request: \(request)"]
        parameters.append("options: \(options) = \(options)()")
        let name = context.names.method(method)
        text.signature(
            "\(context.visibility.modifier)func \(name)", parameters, "async throws -> \(result(of: method)) {")
        let argument = method.shape.streamsRequests ? "" : " request,"
        text.indented { text in
            text.line("try await client.\(method.shape.word)(\(names.methods).\(name),\(argument) options: options)")
        }
        text.line("}")
    }

    private func result(of method: MethodSchema) -> String {
        let request = context.names.type(method.request)
        let response = context.names.type(method.response)
        return switch method.shape {
        case .unary: response
        case .serverStreaming: context.martlet("ServerStreamingCall", of: response)
        case .clientStreaming: context.martlet("ClientStreamingCall", of: request, response)
        case .bidirectionalStreaming: context.martlet("BidirectionalCall", of: request, response)
        }
    }

    private static let deprecation = "@available(*, deprecated, message: \"The schema marks it deprecated.\")"
}
