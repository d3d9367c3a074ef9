internal import ArgumentParser
internal import Glibc
internal import MartletSchema

// protoc calls a plugin without arguments and with a request on standard input; people call a command with a verb.
if PluginMode.isWanted {
    exit(PluginMode.run().rawValue)
}
do {
    var command = try MartletGen.parseAsRoot()
    try command.run()
} catch {
    let status = ExitStatus(error)
    switch error {
    case is Findings: break
    case is ConfigurationError, is SchemaError, is SchemaFailure, is ToolchainError: Output.complain("\(error)")
    default:
        let message = MartletGen.fullMessage(for: error)
        if status == .success { Output.say(message) } else { Output.complain(message) }
    }
    exit(status.rawValue)
}
