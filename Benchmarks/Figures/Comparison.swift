/// What became of one row between two runs.
public struct Comparison: Sendable {
    public enum Outcome: String, Sendable {
        case improvement, regression
        /// The interval holds 1, or the change is below what is worth telling.
        case noise
        /// Too few rounds for an interval.
        case tooFewRounds = "too few rounds"
    }

    public let id: String
    public let title: String
    /// Whose figure it was divided by, round by round, in both runs; `nil` when it stands for itself.
    public let reference: String?
    /// The figure of the second run over the first's.
    public let factor: Interval?
    public let outcome: Outcome

    /// Compares what both runs say of `contender`.
    ///
    /// A row with a reference that both runs measured is compared by its ratios to it, which hold across machines and
    /// hours; others by themselves, which only says something on the same quiet machine.
    ///
    /// - Parameter least: changes below this part of the figure are noise, whatever the interval says: 0.02 is 2 %.
    public static func all(
        from before: Results, to after: Results, of contender: String, least: Double
    ) -> [Comparison] {
        before.rows.compactMap { old in
            guard let new = after.rows.first(where: { $0.id == old.id }),
                let oldSamples = old.samples[contender], let newSamples = new.samples[contender]
            else { return nil }
            let reference = old.goals.lazy.compactMap(\.reference)
                .first { old.samples[$0] != nil && new.samples[$0] != nil }
            let factor =
                if let reference {
                    Interval.ofFactor(
                        from: old.ratios(of: contender, to: reference), to: new.ratios(of: contender, to: reference))
                } else {
                    Interval.ofFactor(from: oldSamples, to: newSamples)
                }
            return Comparison(
                id: old.id, title: old.title, reference: reference, factor: factor,
                outcome: outcome(factor, better: old.better, least: least))
        }
    }

    private static func outcome(_ factor: Interval?, better: Results.Direction, least: Double) -> Outcome {
        guard let factor else { return .tooFewRounds }
        guard factor.low > 1 || factor.high < 1, abs(factor.estimate - 1) >= least else { return .noise }
        return (factor.estimate < 1) == (better == .lower) ? .improvement : .regression
    }
}
