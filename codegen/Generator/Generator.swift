public import MartletSchema

/// Turns a schema into Swift files. Pure: the same schema and options give the same bytes.
public struct Generator: Sendable {
    private let schema: Schema
    private let options: GenerationOptions
    private let context: GenerationContext

    /// - Throws: A `SchemaError` when two declarations would get the same Swift name.
    public init(_ schema: Schema, options: GenerationOptions) throws(SchemaError) {
        self.schema = schema
        self.options = options.withModules(for: schema)
        let names = try Naming(schema, module: options.module, modules: self.options.modules, chosen: options.names)
        context = GenerationContext(schema: schema, names: names, visibility: options.visibility)
    }

    /// The files for everything in `Schema.generatedPaths`; none for a schema without declarations.
    ///
    /// - Throws: A `SchemaError` when a path would leave the output folder, or Swift would refuse two files of one
    ///   name.
    public func files() throws(SchemaError) -> [GeneratedFile] {
        var files: [GeneratedFile] = []
        for file in schema.generatedFiles {
            let base = try basePath(of: file)
            try checkBundledSchemas(usedBy: file)
            if options.messages, hasDeclarations(file) || !exportedModules(of: file).isEmpty {
                files.append(GeneratedFile(path: base + ".pb.swift", source: messages(of: file)))
            }
            if options.services, !file.services.isEmpty {
                files.append(GeneratedFile(path: base + ".grpc.swift", source: services(of: file)))
            }
            if options.descriptors {
                files.append(GeneratedFile(path: base + ".pb.descriptor.swift", source: descriptor(of: file)))
            }
        }
        try checkFileNames(files)
        return files
    }

    /// protoc brings some schemas along, so nobody thinks of generating them; Swift would miss their types.
    private func checkBundledSchemas(usedBy file: FileSchema) throws(SchemaError) {
        for type in types(shownBy: file) + file.typesOfMethods {
            guard let path = schema.path(ofType: type), path.hasPrefix("google/protobuf/"),
                !schema.generatedPaths.contains(path), options.modules[path] == nil
            else { continue }
            throw SchemaError(
                at: file.position(ofImport: path), "\(file.path) uses \(type), for which no code is generated",
                help: "generate \(path) as well: name it beside \(file.path)")
        }
    }

    private func hasDeclarations(_ file: FileSchema) -> Bool {
        !(file.messages.isEmpty && file.enums.isEmpty && context.messageExtensions(of: file).isEmpty)
    }

    /// Full names of the types that the file's messages and extensions show.
    private func types(shownBy file: FileSchema) -> [String] {
        file.typesOfFields + context.messageExtensions(of: file).flatMap(\.typeNames)
    }

    private func messages(of file: FileSchema) -> String {
        var text = SwiftText()
        let header = FileHeader(file: file, visibility: options.visibility)
        guard hasDeclarations(file) else {
            header.emit(imports: [], exported: exportedModules(of: file), into: &text)
            return text.source
        }
        header.emit(
            imports: modules(of: types(shownBy: file)).union(["MartletProtobuf"]),
            exported: exportedModules(of: file), into: &text)
        MessageFileEmitter(file: file, context: context).emit(into: &text)
        return text.source
    }

    /// The modules behind the file's `import public` lines: who imports the file's module sees their types too. Only
    /// public code is seen from other modules.
    private func exportedModules(of file: FileSchema) -> Set<String> {
        guard options.visibility == .public else { return [] }
        return Set(file.publicDependencies.compactMap { options.modules[$0] })
    }

    private func services(of file: FileSchema) -> String {
        var text = SwiftText()
        FileHeader(file: file, visibility: options.visibility)
            .emit(imports: modules(of: file.typesOfMethods).union(["Martlet"]), into: &text)
        ServiceFileEmitter(file: file, context: context).emit(into: &text)
        return text.source
    }

    private func descriptor(of file: FileSchema) -> String {
        var text = SwiftText()
        let emitter = DescriptorFileEmitter(file: file, context: context, options: options)
        let own = Set([options.module].compactMap(\.self))
        FileHeader(file: file, visibility: options.visibility).emit(
            imports: modules(of: emitter.typeNames).union(emitter.runtimeModules).subtracting(own),
            hidden: emitter.modulesOfDependencies.subtracting(own), into: &text)
        emitter.emit(into: &text)
        return text.source
    }

    /// The other modules that hold these types.
    private func modules(of typeNames: [String]) -> Set<String> {
        let paths = typeNames.compactMap { schema.path(ofType: $0) }
        return Set(paths.compactMap { options.modules[$0] })
    }

    private func basePath(of file: FileSchema) throws(SchemaError) -> String {
        let folders = file.path.split(separator: "/", omittingEmptySubsequences: false)
        guard !folders.contains(where: { $0 == ".." || $0 == "." || $0.isEmpty }) else {
            throw SchemaError(
                "the path \(file.path) leaves the output folder", help: "name the file from its import root")
        }
        let base = file.path.hasSuffix(".proto") ? String(file.path.dropLast(6)) : file.path
        return options.layout == .flat ? base.split(separator: "/").joined(separator: "_") : base
    }

    private func checkFileNames(_ files: [GeneratedFile]) throws(SchemaError) {
        var seen: [Substring: String] = [:]
        for file in files {
            let name = file.path.split(separator: "/").last ?? ""
            if let other = seen[name] {
                throw SchemaError(
                    "\(file.path) and \(other) have the same file name, which Swift allows once per module",
                    help: "generate with --flat")
            }
            seen[name] = file.path
        }
    }
}

extension FileSchema {
    fileprivate var typesOfFields: [String] { allMessages.flatMap(\.fields).flatMap(\.typeNames) }
    fileprivate var typesOfMethods: [String] { services.flatMap(\.methods).flatMap { [$0.request, $0.response] } }
}
