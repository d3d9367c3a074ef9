import ArgumentParser

/// Serves the interop service and the greeter, and calls them.
@main
struct MartletDemo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet-demo",
        abstract: "A server to try Martlet on, and clients that call it.",
        subcommands: [ServeCommand.self, GreetCommand.self, InteropCommand.self])
}
