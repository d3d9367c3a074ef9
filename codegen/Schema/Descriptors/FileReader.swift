internal import CDescriptors

/// Turns one file's descriptor into a `FileSchema`.
struct FileReader {
    private let source: SourceIndex
    private let descriptor: CFile

    init(_ descriptor: CFile) {
        self.descriptor = descriptor
        source = SourceIndex(descriptor)
    }

    /// - Throws: A `SchemaError` when the descriptor contradicts itself; protoc writes no such descriptors.
    func read() throws(SchemaError) -> FileSchema {
        let path = textOrEmpty(descriptor.name)
        var file = FileSchema(path: path, package: textOrEmpty(descriptor.package), syntax: try syntax())
        file.dependencies = texts(descriptor.dependency, descriptor.n_dependency)
        file.dependencyPositions = file.dependencies.indices.map { index in
            source.position([SourcePath.fileDependency, Int32(index)])
        }
        file.publicDependencies = scalars(descriptor.public_dependency, descriptor.n_public_dependency)
            .compactMap { file.dependencies.indices.contains(Int($0)) ? file.dependencies[Int($0)] : nil }
        file.comments = fileComments()
        file.features = Features(defaultsOf: file.syntax)
        if let options = descriptor.options?.pointee {
            file.swiftPrefix = text(options.swift_prefix)
            file.isDeprecated = options.deprecated != 0
            file.features = file.features.overridden(by: options.features)
            file.customOptions = CustomOption.all(of: options.base)
        }
        try readDeclarations(into: &file)
        return file
    }

    private func readDeclarations(into file: inout FileSchema) throws(SchemaError) {
        let messages = MessageReader(source: source)
        for (index, message) in elements(descriptor.message_type, descriptor.n_message_type).enumerated() {
            let path = [SourcePath.fileMessage, Int32(index)]
            file.messages.append(try messages.read(message.pointee, in: file.package, at: path, file.features))
        }
        for (index, enumeration) in elements(descriptor.enum_type, descriptor.n_enum_type).enumerated() {
            let path = [SourcePath.fileEnum, Int32(index)]
            let reader = EnumReader(source: source)
            file.enums.append(reader.read(enumeration.pointee, in: file.package, at: path, file.features))
        }
        for (index, service) in elements(descriptor.service, descriptor.n_service).enumerated() {
            let path = [SourcePath.fileService, Int32(index)]
            file.services.append(ServiceReader(source: source).read(service.pointee, in: file.package, at: path))
        }
        for (index, field) in elements(descriptor.extension, descriptor.n_extension).enumerated() {
            let path = [SourcePath.fileExtension, Int32(index)]
            let reader = FieldReader(source: source, scope: file.package, oneofs: [], mapEntries: [:])
            file.extensions.append(
                ExtensionSchema(
                    extendee: withoutLeadingDot(textOrEmpty(field.pointee.extendee)),
                    field: try reader.read(field.pointee, at: path, file.features)))
        }
    }

    private func syntax() throws(SchemaError) -> FileSchema.Syntax {
        switch textOrEmpty(descriptor.syntax) {
        case "", "proto2": return .proto2
        case "proto3": return .proto3
        case "editions": return .edition(try edition())
        case let other: throw SchemaError(at: source.position([]), "unknown syntax \"\(other)\"")
        }
    }

    /// A later edition may mean something else by the same words: better refused than misread.
    private func edition() throws(SchemaError) -> Int32 {
        let number = Int32(bitPattern: descriptor.edition.rawValue)
        guard Self.knownEditions.contains(number) else {
            throw SchemaError(
                at: source.position([SourcePath.fileEdition]), "edition \(number) is not one that martlet-gen knows",
                help: "known are 1000 (2023) and 1001 (2024)")
        }
        return number
    }

    private static let knownEditions: ClosedRange<Int32> = 1000...1001

    private func fileComments() -> Comments {
        let paths = [SourcePath.fileSyntax, SourcePath.fileEdition, SourcePath.filePackage]
        return paths.map { source.comments([$0]) }.first { !$0.isEmpty } ?? Comments()
    }
}

/// `name` inside `scope`, which may be empty.
func qualified(_ name: String, in scope: String) -> String {
    scope.isEmpty ? name : "\(scope).\(name)"
}
