import Foundation

/// `martlet load`, pinned to processor 1 unless others are named.
struct Generator {
    private let path: String
    var processors = "1"
    /// Calls are made for so many seconds before they count.
    var warmUp = 0.2
    /// A run that takes longer, in seconds, has failed.
    var patience = 60

    /// About how long a run takes in which calls count for so many seconds: it starts, connects and warms up first.
    static func wallTime(ofRun seconds: Double) -> Double { seconds + 0.35 }

    init() throws { path = try Program.path(of: "martlet") }

    /// Calls a method of `grpc.testing.BenchmarkService` for so many seconds and says what that came to.
    func run(
        _ method: String, of server: ServerProcess, for seconds: Double, _ arguments: [String], in workspace: Workspace
    ) throws -> GeneratorReport.Step {
        let security = workspace.cleartext ? ["--plaintext"] : ["--ca", workspace.certificate]
        let output = try Command(
            ["timeout", "\(patience)", "taskset", "-c", processors, path, "load", "127.0.0.1:\(server.port)"]
                + ["grpc.testing.BenchmarkService/\(method)", "--json", "-"]
                + ["--warm-up", "\(Int(warmUp * 1000))ms", "--duration", "\(Int(seconds * 1000))ms"]
                + ["--server-pid", "\(server.processIdentifier)"] + security + arguments
        ).run()
        let report = try JSONDecoder().decode(GeneratorReport.self, from: Data(output.utf8))
        guard let step = report.steps.first else {
            throw Command.Failure(description: "martlet load reports no step:\n\(output)")
        }
        return step
    }
}
