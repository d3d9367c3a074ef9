/// The middle and the ends of what several runs gave.
public struct Spread: Sendable {
    /// In the order of the runs.
    public let samples: [Double]
    public let median: Double
    public let minimum: Double
    public let maximum: Double

    public init(_ samples: [Double]) {
        self.samples = samples
        let sorted = samples.sorted()
        let middle = sorted.count / 2
        minimum = sorted.first ?? .nan
        maximum = sorted.last ?? .nan
        median = sorted.isEmpty ? .nan
            : sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}
