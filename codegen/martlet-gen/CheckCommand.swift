internal import ArgumentParser

/// Tells whether the generated files are what the schemas say; writes nothing.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Lists generated files that are missing, stale or orphaned; exits with 1 then.")

    @OptionGroup var arguments: SchemaArguments

    func run() throws {
        let clock = ContinuousClock()
        let start = clock.now
        let plan = try Plan(arguments)
        for change in plan.changes { Output.say(change.description) }
        guard plan.changes.isEmpty else { throw Findings() }
        Output.say(plan.summary(after: clock.now - start))
    }
}
