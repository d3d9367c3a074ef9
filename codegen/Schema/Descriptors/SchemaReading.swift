internal import CDescriptors
internal import CProtobufC

extension Schema {
    /// Reads a `FileDescriptorSet`, as `protoc --include_imports --include_source_info -o` writes it.
    ///
    /// - Parameters:
    ///   - bytes: The encoded set. Trusted as far as its maker is: protobuf-c sets no limit to nesting.
    ///   - paths: The files to generate; all files of the set when nil.
    /// - Throws: A `SchemaError` when the bytes are no descriptor set, or name types that are not in it.
    public init(descriptorSet bytes: [UInt8], generating paths: [String]? = nil) throws(SchemaError) {
        let readable = GroupOptions.removed(fromSet: bytes)
        guard let set = google__protobuf__file_descriptor_set__unpack(nil, readable.count, readable) else {
            throw SchemaError("these bytes are no FileDescriptorSet")
        }
        defer { google__protobuf__file_descriptor_set__free_unpacked(set, nil) }
        let files = elements(set.pointee.file, set.pointee.n_file).map(\.pointee)
        try self.init(files, SerializedFiles(in: bytes, field: 1), generating: paths)
    }

    init(
        _ descriptors: [CFile], _ serialized: SerializedFiles, generating paths: [String]?
    ) throws(SchemaError) {
        var files: [FileSchema] = []
        let wanted = Self.reachable(from: paths, in: descriptors)
        for (descriptor, bytes) in zip(descriptors, serialized.files) {
            guard wanted?.contains(textOrEmpty(descriptor.name)) ?? true else { continue }
            var file = try FileReader(descriptor).read()
            file.serialized = bytes
            try IdentifierCheck(file: file).run()
            files.append(file)
        }
        self.init(files: files, generatedPaths: paths ?? files.map(\.path))
        try checkReferences()
    }

    /// Paths of the files that `paths` import, themselves included; nil when all files are wanted. What a set holds
    /// for others must not take names away from these.
    private static func reachable(from paths: [String]?, in descriptors: [CFile]) -> Set<String>? {
        guard let paths else { return nil }
        let named = descriptors.map { file in
            let imports = texts(file.dependency, file.n_dependency)
            return (textOrEmpty(file.name), imports + texts(file.option_dependency, file.n_option_dependency))
        }
        let imports = Dictionary(named) { first, _ in first }
        var reached: Set<String> = []
        var pending = paths
        while let path = pending.popLast() {
            if reached.insert(path).inserted { pending += imports[path] ?? [] }
        }
        return reached
    }

    /// A set may have been made without imports; better said here than as a Swift error in generated code.
    private func checkReferences() throws(SchemaError) {
        for path in generatedPaths where file(path) == nil {
            throw SchemaError("\(path) is not in the descriptor set")
        }
        for file in files {
            for message in file.allMessages {
                for field in message.fields { try checkReference(field.type, of: field.fullName, at: field.position) }
            }
            for method in file.services.flatMap(\.methods) {
                try checkReference(.message(method.request), of: method.fullName, at: method.position)
                try checkReference(.message(method.response), of: method.fullName, at: method.position)
            }
        }
    }

    private func checkReference(
        _ type: FieldType, of owner: String, at position: SourcePosition
    ) throws(SchemaError) {
        switch type {
        case .message(let name) where message(name) == nil, .enumeration(let name) where enumeration(name) == nil:
            throw SchemaError(
                at: position, "\(owner) uses \(name), which is not in the descriptor set",
                help: "make the set with protoc --include_imports")
        default:
            break
        }
    }
}
