import MartletEventLoop
import Testing

@testable import Martlet

/// The arithmetic of growing windows.
@Suite struct BandwidthEstimateTests {
    private let start = MonotonicTime(nanoseconds: 1_000_000_000)

    /// One round trip of 20 ms that brings so many bytes.
    private func trip(
        _ estimate: inout BandwidthEstimate, _ bytes: Int, at now: inout MonotonicTime, mayGrow: Bool = true
    ) -> Int? {
        now = max(now, estimate.notBefore)
        estimate.begin(received: 1000, at: now)
        now = now.advanced(by: .milliseconds(20))
        return estimate.end(received: 1000 + bytes, at: now, mayGrow: mayGrow)
    }

    @Test func aWindowThatIsUsedDoubles() {
        var estimate = BandwidthEstimate(product: 100_000, limit: 350_000)
        var now = start
        #expect(trip(&estimate, 40_000, at: &now) == nil)
        #expect(trip(&estimate, 60_000, at: &now) == 200_000)
        #expect(trip(&estimate, 120_000, at: &now) == 350_000)
        #expect(trip(&estimate, 350_000, at: &now) == nil)
    }

    /// Longer round trips at the same rate are a queue on the way: more would only make it longer.
    @Test func aRateThatDoesNotRiseGrowsNothing() {
        var estimate = BandwidthEstimate(product: 100_000, limit: 1 << 30)
        var now = start
        #expect(trip(&estimate, 100_000, at: &now) == 200_000)
        estimate.begin(received: 0, at: now)
        now = now.advanced(by: .milliseconds(40))
        #expect(estimate.end(received: 200_000, at: now, mayGrow: true) == nil)
    }

    @Test func whoeverMayNotGrowStays() {
        var estimate = BandwidthEstimate(product: 100_000, limit: 1 << 30)
        var now = start
        #expect(trip(&estimate, 100_000, at: &now, mayGrow: false) == nil)
        #expect(trip(&estimate, 120_000, at: &now) == 200_000)
    }

    /// Servers count PINGs.
    @Test func whatBringsNothingNewIsAskedEverMoreSeldom() {
        var estimate = BandwidthEstimate(product: 100_000, limit: 1 << 30)
        var now = start
        var pauses: [Duration] = []
        for _ in 0..<9 {
            _ = trip(&estimate, 10_000, at: &now)
            pauses.append(now.duration(to: estimate.notBefore))
        }
        #expect(pauses.prefix(3) == [.milliseconds(100), .milliseconds(200), .milliseconds(400)])
        #expect(pauses.suffix(2) == [.seconds(10), .seconds(10)])
        #expect(trip(&estimate, 90_000, at: &now) != nil)
        #expect(now.duration(to: estimate.notBefore) == .milliseconds(20))
    }
}
