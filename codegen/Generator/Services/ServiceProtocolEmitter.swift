internal import MartletSchema

/// Writes the protocol that a server implements, and how it registers its methods.
///
/// Nothing here is marked deprecated, even where the schema says so: who serves a deprecated method has to
/// implement it, and a warning would help nobody. Callers are warned by the client.
struct ServiceProtocolEmitter {
    let service: ServiceSchema
    let names: ServiceNames
    let context: GenerationContext

    func emit(into text: inout SwiftText) {
        text.doc(service.comments, fallback: "Serves \(service.fullName).")
        let parent = context.martlet("RPCService")
        text.block("\(context.visibility.modifier)nonisolated protocol \(names.service): \(parent)") { text in
            for (index, method) in service.methods.enumerated() {
                if index > 0 { text.line() }
                text.doc(method.comments, fallback: "Serves \(method.name).")
                emitRequirement(method, into: &text)
            }
        }
        text.line()
        emitRegistration(into: &text)
    }

    private func emitRequirement(_ method: MethodSchema, into text: inout SwiftText) {
        let request = context.names.type(method.request)
        let response = context.names.type(method.response)
        var parameters =
            switch method.shape {
            case .unary, .serverStreaming: ["_ request: \(request)"]
            case .clientStreaming, .bidirectionalStreaming:
                ["_ requests: \(context.martlet("RequestStream", of: request))"]
            }
        if method.shape.streamsResponses {
            parameters.append("responses: \(context.martlet("ResponseWriter", of: response))")
        }
        parameters.append("context: \(context.martlet("ServerContext"))")
        text.signature(
            "func \(context.names.method(method))", parameters,
            "async throws" + (method.shape.streamsResponses ? "" : " -> \(response)"))
    }

    private func emitRegistration(into text: inout SwiftText) {
        text.block("extension \(names.service)") { text in
            text.line("/// Enters every method of \(service.fullName) into `methods`.")
            let header = "nonisolated func register(in methods: inout \(context.martlet("MethodRegistry")))"
            text.block(context.visibility.modifier + header) { text in
                for method in service.methods { emitEntry(method, into: &text) }
            }
        }
    }

    private func emitEntry(_ method: MethodSchema, into text: inout SwiftText) {
        let name = context.names.method(method)
        let input = method.shape.streamsRequests ? "requests" : "request"
        let output = method.shape.streamsResponses ? ", responses" : ""
        let argument = method.shape.streamsResponses ? ", responses: responses" : ""
        text.line("methods.\(method.shape.word)(\(names.methods).\(name)) { \(input)\(output), context in")
        text.indented { $0.line("try await self.\(name)(\(input)\(argument), context: context)") }
        text.line("}")
    }
}

extension MethodSchema.Shape {
    var streamsRequests: Bool { self == .clientStreaming || self == .bidirectionalStreaming }
    var streamsResponses: Bool { self == .serverStreaming || self == .bidirectionalStreaming }
}
