/// A set of `.proto` files with every reference resolved and every default made explicit.
///
/// Values only: a schema can be built in a test without protoc, and two equal schemas generate equal text.
public struct Schema: Sendable {
    /// The files, each after all files that it imports.
    public let files: [FileSchema]
    /// Paths of the files that code is wanted for; the others are there because those import them.
    public let generatedPaths: [String]
    private let filesByPath: [String: Int]
    private let pathsByType: [String: String]
    private let messagesByName: [String: MessageSchema]
    private let enumsByName: [String: EnumSchema]
    private let extensionsByName: [String: ExtensionSchema]

    /// Indexes `files`. The last one of two types with the same full name wins; protoc lets none through.
    public init(files: [FileSchema], generatedPaths: [String]) {
        self.files = files
        self.generatedPaths = generatedPaths
        var paths: [String: Int] = [:]
        var types: [String: String] = [:]
        var messages: [String: MessageSchema] = [:]
        var enums: [String: EnumSchema] = [:]
        var extensions: [String: ExtensionSchema] = [:]
        for (index, file) in files.enumerated() {
            paths[file.path] = index
            for message in file.allMessages { messages[message.fullName] = message }
            for declared in file.extensions + file.allMessages.flatMap(\.extensions) {
                extensions[declared.field.fullName] = declared
            }
            for enumeration in file.allEnums { enums[enumeration.fullName] = enumeration }
            for name in file.allMessages.map(\.fullName) + file.allEnums.map(\.fullName) { types[name] = file.path }
        }
        filesByPath = paths
        pathsByType = types
        messagesByName = messages
        enumsByName = enums
        extensionsByName = extensions
    }

    /// The file with this path as import lines spell it, such as `greeter/v1/greeter.proto`.
    public func file(_ path: String) -> FileSchema? {
        filesByPath[path].map { files[$0] }
    }

    /// The message with this full name, without a leading dot.
    public func message(_ fullName: String) -> MessageSchema? {
        messagesByName[fullName]
    }

    /// The enum with this full name, without a leading dot.
    public func enumeration(_ fullName: String) -> EnumSchema? {
        enumsByName[fullName]
    }

    /// The extension with this full name, such as `google.api.http`.
    public func `extension`(_ fullName: String) -> ExtensionSchema? {
        extensionsByName[fullName]
    }

    /// The files that generated code may name: those to generate and what they import, directly or not. Files that
    /// are imported for their options alone (`import option`) are not among them.
    public var linkedFiles: [FileSchema] {
        var reached: Set<String> = []
        var pending = generatedPaths
        while let path = pending.popLast() {
            if reached.insert(path).inserted { pending += file(path)?.dependencies ?? [] }
        }
        return files.filter { reached.contains($0.path) }
    }

    /// Path of the file that declares the message or enum with this full name.
    public func path(ofType fullName: String) -> String? {
        pathsByType[fullName]
    }

    /// The files that code is wanted for, in the order asked for.
    public var generatedFiles: [FileSchema] {
        generatedPaths.compactMap(file)
    }
}
