import ArgumentParser

/// Martlet's command line.
@main
struct MartletCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet", abstract: "Tools for gRPC servers.", subcommands: [LoadCommand.self])
}
