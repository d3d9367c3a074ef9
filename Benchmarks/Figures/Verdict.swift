/// What can be said of a figure that has a goal.
public enum Verdict: String, Sendable {
    case met, missed
    /// The interval holds the goal: another run on a quieter machine could say either.
    case tooNoisy = "too noisy to tell"

    /// Judges by the interval; by the median alone when there are too few rounds for one.
    public init(_ samples: [Double], goal: Double, better: Results.Direction) {
        guard let interval = Interval.ofMedian(samples) else {
            let median = Spread(samples).median
            self = better == .lower ? (median <= goal ? .met : .missed) : (median >= goal ? .met : .missed)
            return
        }
        let (best, worst) =
            better == .lower ? (interval.low - goal, interval.high - goal) : (goal - interval.high, goal - interval.low)
        self = worst <= 0 ? .met : best > 0 ? .missed : .tooNoisy
    }
}
