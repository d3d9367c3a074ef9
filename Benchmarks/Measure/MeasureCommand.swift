import ArgumentParser

/// Measures servers, clients and tools as processes of their own, each bench a subcommand.
@main
struct MeasureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "What calls, connections, tools and programs cost, beside peers.",
        subcommands: [
            LoadCommand.self, GrowthCommand.self, KneeCommand.self, LoopsCommand.self, FootprintCommand.self,
            CodegenCommand.self,
        ])
}
