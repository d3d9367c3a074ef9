internal import ArgumentParser

/// Writes what changed, and nothing else.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Writes the generated files that are missing or stale.")

    @OptionGroup var arguments: SchemaArguments

    func run() throws {
        let clock = ContinuousClock()
        let start = clock.now
        let plan = try Plan(arguments)
        try plan.apply { Output.say($0) }
        Output.say(plan.summary(after: clock.now - start))
    }
}
