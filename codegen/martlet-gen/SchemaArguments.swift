public import ArgumentParser
public import MartletGenerator

extension Visibility: ExpressibleByArgument {}

/// The arguments that `generate` and `check` share.
struct SchemaArguments: ParsableArguments {
    @Argument(help: "Schemas, or folders of them. Default: what the configuration lists.")
    var paths: [String] = []

    @Option(
        name: [.customShort("I"), .customLong("import")], parsing: .singleValue,
        help: ArgumentHelp("Folder that imports start from; repeatable.", valueName: "folder"))
    var roots: [String] = []

    @Option(name: .shortAndLong, help: ArgumentHelp("Folder to write to.", valueName: "folder"))
    var output: String?

    @Option(help: "Who may use the generated code: public, package or internal.")
    var visibility: Visibility = .internal

    @Flag(inversion: .prefixedNo, help: "Write x.pb.swift with messages and enums.")
    var messages = true

    @Flag(inversion: .prefixedNo, help: "Write x.grpc.swift with services and clients.")
    var services = true

    @Flag(help: "Write x.pb.descriptor.swift, which JSON, text format and reflection need.")
    var descriptors = false

    @Option(help: "The Swift module that the code belongs to, for the few places that need to name it.")
    var module: String?

    @Option(
        name: .customLong("name"), parsing: .singleValue,
        help: ArgumentHelp(
            "Swift name of a declaration, by its full name in the schema: shop.v1.Order=ShopOrder; repeatable.",
            valueName: "declaration=name"))
    var names: [String] = []

    @Flag(help: "Write all files into one folder, with the schema's folders in their names.")
    var flat = false

    @Option(help: ArgumentHelp("Read this FileDescriptorSet instead of running protoc.", valueName: "file"))
    var descriptorSet: String?

    @Option(name: .customLong("protoc"), help: ArgumentHelp("The protoc to run.", valueName: "path"))
    var protocPath: String?

    @Option(name: .customLong("config"), help: ArgumentHelp("Default: martlet-gen.json.", valueName: "file"))
    var configuration: String?

    func validate() throws {
        let commandLine = !paths.isEmpty || descriptorSet != nil
        if commandLine, output == nil { throw ValidationError("Say where to write with -o FOLDER.") }
        if commandLine, configuration != nil {
            throw ValidationError("Give paths or --config, not both: a configuration lists its own schemas.")
        }
        if !commandLine, output != nil || !roots.isEmpty {
            throw ValidationError("Say which schemas to read: PATH, or --descriptor-set FILE.")
        }
    }
}
