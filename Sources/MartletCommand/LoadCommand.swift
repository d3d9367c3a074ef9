import ArgumentParser
import Glibc
import Martlet
import MartletLoad

/// Calls a method again and again, and says how long that took and what it cost.
struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Call a method under load and measure it.",
        discussion: """
            In a closed loop (the default) each of --connections times --streams workers makes one call after the \
            other. With --rate or --steps calls begin on a schedule, and latency counts from when they should have \
            begun, so that a server's stall shows in all the calls that fell into it.

                martlet load --plaintext localhost:8443 grpc.testing.TestService/UnaryCall --request-bytes 100
                martlet load localhost:8443 greeter.v1.Greeter/Greet --data '{"name": "Ada"}' --steps 1000,5000

            The exit code is 1 when a call failed with a status that --expect doesn't name, or was not begun or did \
            not end in time.
            """)

    @OptionGroup var method: MethodOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var pace: PaceOptions

    @Option(name: .customShort("H"), help: ArgumentHelp("Metadata: `key: value`; repeatable.", valueName: "pair"))
    var headers: [String] = []

    @Option(help: "The largest response message, in bytes.")
    var maxResponseBytes = 4 << 20

    @Option(help: "The server's process, for its processor time and memory; on this machine.")
    var serverPid: Int32?

    @Option(help: "Statuses that are no failure, such as OK,NOT_FOUND.")
    var expect = "OK"

    @Option(help: ArgumentHelp("Write the report as JSON, too; - is standard output, instead of the table.",
        valueName: "file"))
    var json: String?

    @Option(help: "The version of the server, for the report.")
    var revision: String?

    @Flag(help: "Show a line each second on standard error even when that is no terminal.")
    var progress = false

    func run() async throws {
        do {
            let expected = try StatusList.codes(of: expect)
            let report = try await LoadRun(try await plan(), revision: revision).report(progress: watcher)
            try write(report)
            guard report.isAsExpected(expected) else { throw ExitCode.failure }
        } catch let error as LoadError {
            throw ValidationError("\(error)")
        }
    }

    private func plan() async throws -> LoadPlan {
        let found = try await method.lookUp(server.security)
        var plan = LoadPlan(
            target: method.target, security: server.security, method: found,
            requests: try method.requests(of: found, seed: pace.seed))
        try pace.apply(to: &plan)
        for header in headers { try HeaderText.add(header, to: &plan.metadata) }
        plan.maxResponseBytes = maxResponseBytes
        plan.serverProcess = serverPid
        return plan
    }

    private var watcher: (@Sendable (LoadProgress) -> Void)? {
        guard progress || isatty(STDERR_FILENO) == 1 else { return nil }
        let line = ProgressLine()
        return { line.show($0) }
    }

    private func write(_ report: LoadReport) throws {
        if json != "-" { print(report.table, terminator: "") }
        guard let json else { return }
        if json == "-" { return print(report.json, terminator: "") }
        do throws(FileFailure) {
            try SmallFile.write(report.json, to: json)
        } catch {
            throw LoadError("--json", "\(json) can't be written: \(error)", advice: "check the path")
        }
    }
}
