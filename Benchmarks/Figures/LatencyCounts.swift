/// How often each latency occurred, in several runs together.
public struct LatencyCounts: Sendable {
    /// By microseconds.
    private var counts: [Double: Int] = [:]

    /// Nothing has occurred.
    public init() {}

    /// Adds a histogram of pairs: microseconds, and how many calls took that long. Whatever is no pair is left out.
    public mutating func add(_ histogram: [[Double]]) {
        for pair in histogram where pair.count == 2 { counts[pair[0], default: 0] += Int(pair[1]) }
    }

    /// The percentiles of a profile; those that rest on fewer than ten calls beyond them are left out.
    public var quantiles: [Results.Profile.Quantile] {
        let total = counts.values.reduce(0, +)
        let sorted = counts.sorted { $0.key < $1.key }
        return [0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999].compactMap { quantile in
            guard Double(total) * (1 - quantile) >= 9.999 else { return nil }
            let rank = Int((Double(total) * quantile).rounded(.up))
            var below = 0
            for (latency, count) in sorted {
                below += count
                if below >= rank { return .init(quantile: quantile, microseconds: latency) }
            }
            return nil
        }
    }
}
