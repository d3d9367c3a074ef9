internal import MartletSchema

/// Writes a schema's descriptor, for those who need the schema at run time: JSON, text format, reflection.
struct DescriptorFileEmitter {
    let file: FileSchema
    let context: GenerationContext
    let options: GenerationOptions

    /// The constant and the conformances, without header and imports.
    func emit(into text: inout SwiftText) {
        emitConstant(into: &text)
        for message in file.allMessages {
            emitConformance(
                of: context.names.type(message.fullName), to: "DescribedMessage", finding: "message", message.fullName,
                into: &text)
        }
        if options.services {
            for service in file.services {
                let names = ServiceNames(context.names.service(service))
                emitConformance(
                    of: names.methods, to: "DescribedService", finding: "service", service.fullName, into: &text)
            }
        }
        emitCustomOptions(into: &text)
    }

    private func emitConformance(
        of type: String, to protocol: String, finding kind: String, _ fullName: String, into text: inout SwiftText
    ) {
        text.line()
        text.block("nonisolated extension \(type): \(reflection(`protocol`))") { text in
            let value = "\(EmbeddedFileName.of(file.path)).\(kind)(\"\(fullName)\")"
            let whole = "\(modifier)static let descriptor = \(value)"
            if text.indentation + whole.count <= SwiftText.columnLimit { return text.line(whole) }
            text.line("\(modifier)static let descriptor =")
            text.indented { $0.line(value) }
        }
    }

    /// The modules of the runtime that the declarations show.
    var runtimeModules: Set<String> {
        context.customOptions(of: file).isEmpty
            ? [WellKnownTypes.reflectionModule] : [WellKnownTypes.reflectionModule, "MartletProtobuf"]
    }

    /// The modules that hold the constants of imported schemas.
    var modulesOfDependencies: Set<String> {
        Set(file.dependencies.compactMap { options.descriptorModules[$0] })
    }

    /// Full names of the types that the code shows.
    var typeNames: [String] {
        file.allMessages.map(\.fullName) + context.customOptions(of: file).flatMap(\.typeNames)
    }

    private func emitCustomOptions(into text: inout SwiftText) {
        for declared in context.customOptions(of: file) {
            text.line()
            ExtensionEmitter(declared.schema, context).emit(in: declared.scope, into: &text)
        }
    }

    private var modifier: String { context.visibility.modifier }

    private func reflection(_ name: String) -> String { "\(WellKnownTypes.reflectionModule).\(name)" }

    private func emitConstant(into text: inout SwiftText) {
        text.line("/// `\(file.path)`, as the protobuf compiler describes it.")
        text.line("\(modifier)nonisolated let \(EmbeddedFileName.of(file.path)) = \(reflection("EmbeddedFile"))(")
        text.indented { text in
            text.line("path: \(file.path.debugDescription),")
            text.line("base64: \"\"\"")
            text.indented { text in
                for line in Self.lines(Base64.encode(file.serialized)) { text.line(line) }
                text.line("\"\"\",")
            }
            emitDependencies(into: &text)
        }
    }

    private func emitDependencies(into text: inout SwiftText) {
        guard !file.dependencies.isEmpty else { return text.line("dependencies: [])") }
        text.line("dependencies: [")
        text.indented { text in
            for path in file.dependencies {
                let module = options.descriptorModules[path].map { $0 + "." } ?? ""
                text.line("\(module)\(EmbeddedFileName.of(path)),")
            }
        }
        text.line("])")
    }

    /// Lines of one string, each but the last with the mark that no line feed is meant.
    private static func lines(_ text: String) -> [String] {
        var lines: [String] = []
        var rest = text[...]
        while rest.utf8.count > charactersPerLine {
            lines.append(rest.prefix(charactersPerLine) + "\\")
            rest = rest.dropFirst(charactersPerLine)
        }
        return lines + [String(rest)]
    }

    private static let charactersPerLine = 100
}
