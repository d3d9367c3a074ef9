internal import CDescriptors

/// Turns service descriptors into `ServiceSchema` values.
struct ServiceReader {
    let source: SourceIndex

    func read(_ service: CService, in scope: String, at path: [Int32]) -> ServiceSchema {
        let name = textOrEmpty(service.name)
        let fullName = qualified(name, in: scope)
        var result = ServiceSchema(name: name, fullName: fullName, position: source.position(path))
        result.comments = source.comments(path)
        result.isDeprecated = service.options?.pointee.deprecated ?? 0 != 0
        result.customOptions = CustomOption.all(of: service.options?.pointee.base)
        for (index, method) in elements(service.method, service.n_method).enumerated() {
            let path = path + [SourcePath.serviceMethod, Int32(index)]
            result.methods.append(read(method.pointee, in: fullName, at: path))
        }
        return result
    }

    private func read(_ method: CMethod, in scope: String, at path: [Int32]) -> MethodSchema {
        let name = textOrEmpty(method.name)
        let shape: MethodSchema.Shape =
            switch (method.client_streaming != 0, method.server_streaming != 0) {
            case (false, false): .unary
            case (true, false): .clientStreaming
            case (false, true): .serverStreaming
            case (true, true): .bidirectionalStreaming
            }
        var result = MethodSchema(
            name: name, fullName: qualified(name, in: scope),
            request: withoutLeadingDot(textOrEmpty(method.input_type)),
            response: withoutLeadingDot(textOrEmpty(method.output_type)), shape: shape)
        result.position = source.position(path)
        result.comments = source.comments(path)
        result.isDeprecated = method.options?.pointee.deprecated ?? 0 != 0
        result.customOptions = CustomOption.all(of: method.options?.pointee.base)
        return result
    }
}
