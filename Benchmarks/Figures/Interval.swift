/// An estimate and the range that holds the true value with at least 95 % confidence, without assuming that noise is
/// normal: both intervals rest on ranks alone.
public struct Interval: Hashable, Sendable {
    public let estimate: Double
    public let low: Double
    public let high: Double

    public init(estimate: Double, low: Double, high: Double) {
        self.estimate = estimate
        self.low = low
        self.high = high
    }

    /// The median, between the two order statistics that hold it by the sign test. `nil` for fewer than six samples,
    /// of which not even the smallest and the largest would do.
    public static func ofMedian(_ samples: [Double]) -> Interval? {
        let sorted = samples.sorted()
        guard let rank = Self.signTestRank(sorted.count) else { return nil }
        return Interval(estimate: Spread(samples).median, low: sorted[rank], high: sorted[sorted.count - 1 - rank])
    }

    /// By which factor `after` differs from `before`: the median of all quotients (Hodges and Lehmann), between the
    /// ranks that the test of Mann, Whitney and Wilcoxon gives. `nil` when there are too few samples (four each do).
    public static func ofFactor(from before: [Double], to after: [Double]) -> Interval? {
        guard let rank = Self.rankSumRank(before.count, after.count) else { return nil }
        let quotients = before.flatMap { old in after.map { $0 / old } }.sorted()
        return Interval(
            estimate: Spread(quotients).median, low: quotients[rank], high: quotients[quotients.count - 1 - rank])
    }

    /// The largest k with P(Binomial(n, 1/2) <= k) <= 2.5 %.
    private static func signTestRank(_ count: Int) -> Int? {
        var probability = 1.0
        for _ in 0..<count { probability /= 2 }
        var tail = 0.0
        var rank: Int?
        for k in 0..<max(count, 0) {
            tail += probability
            guard tail <= 0.025 else { break }
            rank = k
            probability *= Double(count - k) / Double(k + 1)
        }
        return rank
    }

    /// The largest u with P(U <= u) <= 2.5 %, from the exact distribution of U for two groups.
    private static func rankSumRank(_ first: Int, _ second: Int) -> Int? {
        guard first > 0, second > 0, first <= 200, second <= 200 else { return nil }
        let counts = Self.rankSumDistribution(first, second)
        let total = counts.reduce(0, +)
        var tail = 0.0
        var rank: Int?
        for (value, count) in counts.enumerated() {
            tail += count / total
            guard tail <= 0.025 else { break }
            rank = value
        }
        return rank
    }

    /// How many of the arrangements of two groups have each value of U: the coefficients of the Gaussian binomial.
    private static func rankSumDistribution(_ first: Int, _ second: Int) -> [Double] {
        let size = first * second + 1
        var counts = [Double](repeating: 0, count: size)
        counts[0] = 1
        for part in 1...first {
            // Multiplies by (1 - q^(second + part)) and divides by (1 - q^part).
            for value in stride(from: size - 1, through: second + part, by: -1) where value - second - part >= 0 {
                counts[value] -= counts[value - second - part]
            }
            for value in stride(from: part, to: size, by: 1) { counts[value] += counts[value - part] }
        }
        return counts
    }
}
