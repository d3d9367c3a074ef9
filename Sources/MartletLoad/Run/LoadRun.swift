import MartletEventLoop

/// Carries out a plan: connects, makes the calls of each step, and reports.
public struct LoadRun: Sendable {
    private let plan: LoadPlan
    /// The version of the program under test, for the report.
    private let revision: String?

    /// Throws ``LoadError`` for a plan that can't be carried out.
    public init(_ plan: LoadPlan, revision: String? = nil) throws(LoadError) {
        self.plan = try plan.checked()
        self.revision = revision
    }

    /// Runs all steps. Throws `RPCError` when the server can't be reached at the start.
    ///
    /// - Parameter progress: called once a second, on no particular thread.
    public func report(progress: (@Sendable (LoadProgress) -> Void)? = nil) async throws -> LoadReport {
        let machine = Machine.current(revision: revision)
        let group = try EventLoopGroup(count: plan.loops)
        do {
            let fleet = try await Fleet(plan, group)
            var steps: [LoadStep] = []
            let rates: [Double?] = plan.rates ?? [nil]
            for (index, rate) in rates.enumerated() {
                let watch = progress.map { tell in
                    { @Sendable (elapsed: Duration, counts: LoadProgress.Counts) in
                        tell(LoadProgress(step: index + 1, steps: rates.count, elapsed: elapsed, counts: counts))
                    }
                }
                steps.append(try await StepRun(plan, rate, fleet).step(progress: watch))
            }
            fleet.close()
            await group.stop()
            return LoadReport(plan: plan, machine: machine, steps: steps)
        } catch {
            await group.stop()
            throw error
        }
    }
}
