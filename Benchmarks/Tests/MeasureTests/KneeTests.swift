import Figures
import Testing

@testable import measure

/// What may be said of latencies at a part of a peak, when the peak may be the generator's own.
@Suite struct KneeTests {
    private func comparison(_ shares: [Double]) throws -> Results.Row {
        var knee = Knee(name: "martlet")
        knee.peaks = shares.map { _ in 100_000 }
        knee.generatorShares = shares
        return try #require(Knee.rows(of: [knee]).first { $0.id == "p99-at-70" })
    }

    @Test func aGeneratorAtItsLimitMakesTheComparisonDoubtful() throws {
        #expect(try comparison([0.95]).reservation != nil)
        #expect(try comparison([0.5, 0.92, 0.97]).reservation != nil, "the median of the rounds counts")
    }

    @Test func aGeneratorWithTimeToSpareDoesNot() throws {
        #expect(try comparison([0.89]).reservation == nil)
        #expect(try comparison([0.5, 0.6, 0.97]).reservation == nil, "the median of the rounds counts")
    }
}
