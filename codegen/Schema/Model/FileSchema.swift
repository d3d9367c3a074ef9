/// One `.proto` file.
public struct FileSchema: Hashable, Sendable {
    /// Which language the file is written in.
    public enum Syntax: Hashable, Sendable {
        case proto2
        case proto3
        /// The edition's number in `descriptor.proto`: 1000 is 2023, 1001 is 2024.
        case edition(Int32)
    }

    /// As import lines spell it, such as `greeter/v1/greeter.proto`.
    public var path: String
    /// Empty when the file names none.
    public var package: String
    public var syntax: Syntax
    /// Paths of the imported files, in source order.
    public var dependencies: [String]
    /// Where the import lines stand, in the order of `dependencies`.
    public var dependencyPositions: [SourcePosition]
    /// Those of `dependencies` that the file imports publicly.
    public var publicDependencies: [String]
    /// Top-level messages in source order; map entries are not among them.
    public var messages: [MessageSchema]
    public var enums: [EnumSchema]
    public var services: [ServiceSchema]
    /// Extensions declared at the top level.
    public var extensions: [ExtensionSchema]
    /// The comment above `syntax` (or `edition`), else above `package`.
    public var comments: Comments
    /// The `swift_prefix` option; nil when absent.
    public var swiftPrefix: String?
    public var isDeprecated: Bool
    /// File-level features, with the edition's defaults filled in.
    public var features: Features
    public var customOptions: [CustomOption]
    /// The encoded `FileDescriptorProto` as protoc wrote it, source info left out.
    public var serialized: [UInt8]

    public init(path: String, package: String, syntax: Syntax) {
        self.path = path
        self.package = package
        self.syntax = syntax
        dependencies = []
        dependencyPositions = []
        publicDependencies = []
        messages = []
        enums = []
        services = []
        extensions = []
        comments = Comments()
        swiftPrefix = nil
        isDeprecated = false
        features = Features()
        customOptions = []
        serialized = []
    }

    /// Where the file imports `dependency`; the file itself when it does not, or came without source info.
    public func position(ofImport dependency: String) -> SourcePosition {
        for (path, position) in zip(dependencies, dependencyPositions) where path == dependency { return position }
        return SourcePosition(path: path)
    }

    /// Every message of the file, each before those nested in it.
    public var allMessages: [MessageSchema] {
        messages.flatMap { $0.selfAndNested }
    }

    /// Every enum of the file, the nested ones last.
    public var allEnums: [EnumSchema] {
        enums + allMessages.flatMap { $0.enums }
    }
}
