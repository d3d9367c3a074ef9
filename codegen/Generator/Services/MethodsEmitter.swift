internal import MartletSchema

/// Writes the namespace of a service's method descriptors.
struct MethodsEmitter {
    let service: ServiceSchema
    let names: ServiceNames
    let context: GenerationContext

    func emit(into text: inout SwiftText) {
        text.line("/// The methods of \(service.fullName).")
        text.block("\(context.visibility.modifier)nonisolated enum \(names.methods)") { text in
            for method in service.methods { emit(method, into: &text) }
        }
    }

    private func emit(_ method: MethodSchema, into text: inout SwiftText) {
        let type = context.martlet(
            "MethodDescriptor", of: context.names.type(method.request), context.names.type(method.response))
        let name = context.names.method(method)
        text.line("\(context.visibility.modifier)static let \(name) = \(type)(")
        text.indented { text in
            text.line("service: \"\(service.fullName)\", method: \"\(method.name)\", shape: .\(method.shape.word))")
        }
    }
}

extension MethodSchema.Shape {
    /// The word that the runtime has for the shape, in descriptors, registries and clients alike.
    var word: String {
        switch self {
        case .unary: "unary"
        case .clientStreaming: "clientStreaming"
        case .serverStreaming: "serverStreaming"
        case .bidirectionalStreaming: "bidirectionalStreaming"
        }
    }
}
