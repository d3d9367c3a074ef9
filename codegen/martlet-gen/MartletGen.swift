internal import ArgumentParser

/// The command's root: verbs only.
struct MartletGen: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet-gen",
        abstract: "Generates Swift from .proto files: messages, services and clients.",
        discussion: """
            Without paths it follows martlet-gen.json in the current folder. As protoc-gen-martlet (or without \
            arguments and with a request on standard input) it answers as a plugin of protoc.
            Exits with 0 ok, 1 findings, 2 usage, 3 schema error, 4 environment.
            """,
        subcommands: [GenerateCommand.self, CheckCommand.self])
}
