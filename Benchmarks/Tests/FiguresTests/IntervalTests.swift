import Figures
import Testing

/// Intervals hold what published tables of the two tests say.
@Suite struct IntervalTests {
    @Test func aMedianOfFiveSamplesHasNoInterval() {
        #expect(Interval.ofMedian([1, 2, 3, 4, 5]) == nil)
        #expect(Interval.ofMedian([]) == nil)
    }

    @Test(arguments: [(6, 0), (8, 0), (9, 1), (11, 1), (12, 2), (15, 3), (20, 5)])
    func theSignTestGivesTheRank(count: Int, rank: Int) throws {
        let samples = (0..<count).map(Double.init)
        let interval = try #require(Interval.ofMedian(samples.shuffled()))
        #expect(interval.low == Double(rank))
        #expect(interval.high == Double(count - 1 - rank))
        #expect(interval.estimate == Double(count - 1) / 2)
    }

    /// The critical values of U at 5 %, two-sided: 0 for 4 and 4, 2 for 5 and 5, 17 for 9 and 9, 127 for 20 and 20.
    @Test(arguments: [(4, 0), (5, 2), (7, 8), (9, 17), (20, 127)])
    func theRankSumTestGivesTheRank(count: Int, critical: Int) throws {
        // Quotients 2^0, 2^1, ... that are all different show which rank was taken.
        let before = (0..<count).map { 1 / Double(1 + $0) }
        let after = (0..<count).map { 1 + Double($0) / 1000 }
        let quotients = before.flatMap { old in after.map { $0 / old } }.sorted()
        let interval = try #require(Interval.ofFactor(from: before, to: after))
        #expect(interval.low == quotients[critical])
        #expect(interval.high == quotients[quotients.count - 1 - critical])
    }

    @Test func threeRoundsAreTooFewToCompare() {
        #expect(Interval.ofFactor(from: [1, 2, 3], to: [4, 5, 6]) == nil)
        #expect(Interval.ofFactor(from: [], to: [1]) == nil)
    }

    @Test func aVerdictIsOpenWhileTheIntervalHoldsTheGoal() {
        let samples = [0.98, 0.99, 1.0, 1.01, 1.02, 1.03]
        #expect(Verdict(samples, goal: 1.1, better: .lower) == .met)
        #expect(Verdict(samples, goal: 0.9, better: .lower) == .missed)
        #expect(Verdict(samples, goal: 1.0, better: .lower) == .tooNoisy)
        #expect(Verdict(samples, goal: 0.9, better: .higher) == .met)
        #expect(Verdict(samples, goal: 1.1, better: .higher) == .missed)
        #expect(Verdict([2, 3], goal: 2.6, better: .lower) == .met)
    }
}
