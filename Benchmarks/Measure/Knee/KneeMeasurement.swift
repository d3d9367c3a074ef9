import Figures

/// Asks one server for its peak, and then for parts of it.
struct KneeMeasurement {
    let generator: Generator
    let seconds: Double
    /// Parts of the peak, in rising order.
    let loads: [Double]
    let workspace: Workspace

    private static let call = ["--request-bytes", "100", "--data", #"{"responseSize": 100}"#]
    private static let ten = call + ["--connections", "10"]

    func run(_ server: ServerProcess, into knee: inout Knee) throws {
        let alone = try generator.run("UnaryCall", of: server, for: seconds / 2, Self.call, in: workspace)
        knee.unloaded.add(alone.histogram)
        let peak = try generator.run(
            "UnaryCall", of: server, for: seconds, Self.ten + ["--streams", "10"], in: workspace)
        knee.peaks.append(peak.callRate)
        knee.generatorShares.append(peak.client.processorSeconds / peak.seconds)
        for load in loads {
            let rate = (peak.callRate * load).rounded()
            let step: GeneratorReport.Step
            do {
                step = try generator.run(
                    "UnaryCall", of: server, for: seconds, Self.ten + ["--rate", "\(rate)", "--arrival", "poisson"],
                    in: workspace)
            } catch is Command.Failure {
                // Calls were not begun or did not end in time: beyond the knee.
                return
            }
            knee.add(step, at: load, rate: rate)
        }
    }
}
