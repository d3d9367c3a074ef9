import ArgumentParser
import Martlet
import MartletInterop

/// Runs interop cases against any server of `grpc.testing.TestService`.
struct InteropCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interop", abstract: "Run the official interop cases against a server.")

    @Option(
        name: .customLong("case"),
        help: ArgumentHelp("Name of a case, `compression` for those, or `all` for all others.", valueName: "name"))
    var caseName = "all"

    @OptionGroup var target: Target

    func run() async throws {
        let groups = ["all": InteropCase.all, "compression": InteropCase.compression]
        let cases = groups[caseName] ?? [InteropCase.named(caseName)].compactMap(\.self)
        guard !cases.isEmpty else {
            let known = (InteropCase.all + InteropCase.compression).map(\.name).joined(separator: " ")
            throw ValidationError("No case is called `\(caseName)`. There are: all compression \(known)")
        }
        let client = try target.connect()
        var failures = 0
        for interopCase in cases {
            do {
                try await interopCase.run(on: client)
                print("\(interopCase.name): passed")
            } catch {
                failures += 1
                print("\(interopCase.name): FAILED: \(error)")
            }
        }
        client.close()
        if failures > 0 { throw ExitCode.failure }
    }
}
