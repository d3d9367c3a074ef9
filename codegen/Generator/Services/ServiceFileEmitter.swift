internal import MartletSchema

/// Writes everything that a file's services need: method descriptors, the protocol to implement, the client.
struct ServiceFileEmitter {
    let file: FileSchema
    let context: GenerationContext

    /// All services of the file, without header and imports.
    func emit(into text: inout SwiftText) {
        for (index, service) in file.services.enumerated() {
            if index > 0 { text.line() }
            let names = ServiceNames(context.names.service(service))
            MethodsEmitter(service: service, names: names, context: context).emit(into: &text)
            text.line()
            ServiceProtocolEmitter(service: service, names: names, context: context).emit(into: &text)
            text.line()
            ClientEmitter(service: service, names: names, context: context).emit(into: &text)
        }
    }
}

extension GenerationContext {
    /// One of the transport's types. Always with the module's name: a program may well have a `Client` of its own,
    /// written by hand or in a schema, and generated code could not be changed to tell them apart.
    func martlet(_ name: String) -> String {
        "Martlet.\(name)"
    }

    /// `Base<Argument, …>` of one of the transport's types.
    func martlet(_ name: String, of arguments: String...) -> String {
        "\(martlet(name))<\(arguments.joined(separator: ", "))>"
    }
}
