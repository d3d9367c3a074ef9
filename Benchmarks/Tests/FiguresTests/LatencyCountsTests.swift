import Figures
import Testing

/// Percentiles of several runs are those of all their calls together.
@Suite struct LatencyCountsTests {
    @Test func percentilesAreThoseOfAllRunsTogether() {
        var counts = LatencyCounts()
        counts.add([[10, 60], [20, 20]])
        counts.add([[10, 10], [30, 10]])
        #expect(counts.quantiles.map(\.quantile) == [0.5, 0.75, 0.9])
        #expect(counts.quantiles.map(\.microseconds) == [10, 20, 20])
    }

    /// With a hundred calls, the slowest of them says nothing about one in a thousand.
    @Test func aPercentileNeedsTenCallsBeyondIt() {
        var counts = LatencyCounts()
        counts.add([[5, 999]])
        #expect(counts.quantiles.last?.quantile == 0.95)
        counts.add([[7, 1]])
        #expect(counts.quantiles.last?.quantile == 0.99)
        #expect(LatencyCounts().quantiles.isEmpty)
    }

    @Test func aSlopeIsWhatTheLineRises() {
        let slope = LeastSquares.slope([(100, 10_000_000), (200, 13_400_000), (300, 16_800_000)])
        #expect(slope.map { abs($0 - 34_000) < 1e-3 } == true)
        #expect(LeastSquares.slope([(1, 5), (1, 6)]) == nil)
        #expect(LeastSquares.slope([(1, 5)]) == nil)
    }
}
