import MartletEventLoop
import Testing

@testable import Martlet

/// Rates in virtual time.
@Suite struct TokenBucketTests {
    @Test func aBurstPassesAndThenTheRate() {
        var bucket = TokenBucket(RateLimit(perSecond: 10, burst: 5), at: .at(0))
        for _ in 0..<5 { #expect(bucket.take(at: .at(0)) == nil) }
        #expect(bucket.take(at: .at(0)) == .milliseconds(100))
        #expect(bucket.take(at: .at(60)) == .milliseconds(40))
        #expect(bucket.take(at: .at(100)) == nil)
        #expect(bucket.take(at: .at(100)) != nil)
    }

    @Test func overALongTimeTheRateHolds() {
        var bucket = TokenBucket(RateLimit(perSecond: 100), at: .at(0))
        let passed = (0..<60_000 as Range<UInt64>).count { bucket.take(at: .at($0)) == nil }
        #expect((6_090...6_110).contains(passed))
    }

    @Test func whoWaitsIsForgiven() {
        var bucket = TokenBucket(RateLimit(perSecond: 10, burst: 5), at: .at(0))
        while bucket.take(at: .at(0)) == nil {}
        let (early, late) = (bucket.isFull(at: .at(400)), bucket.isFull(at: .at(500)))
        #expect(!early)
        #expect(late)
    }

    @Test func aRateOfNothingLetsOnlyTheBurstPass() {
        var bucket = TokenBucket(RateLimit(perSecond: 0), at: .at(0))
        #expect(bucket.take(at: .at(0)) == nil)
        #expect(bucket.take(at: .at(1_000_000_000)) != nil)
    }

    @Test func clocksThatStandStillOrGoBackGiveNothing() {
        var bucket = TokenBucket(RateLimit(perSecond: 1, burst: 1), at: .at(5000))
        #expect(bucket.take(at: .at(5000)) == nil)
        #expect(bucket.take(at: .at(10)) != nil)
        #expect(bucket.take(at: .at(5000)) != nil)
    }

    @Test func eachAddressHasItsOwnRate() {
        let rates = PeerRates(RateLimit(perSecond: 0, burst: 1))
        #expect(rates.gate(of: "10.0.0.1", at: .at(0)).take(at: .at(0)) == nil)
        #expect(rates.gate(of: "10.0.0.1", at: .at(0)).take(at: .at(0)) != nil)
        #expect(rates.gate(of: "10.0.0.2", at: .at(0)).take(at: .at(0)) == nil)
    }

    @Test func addressesAreForgottenOnlyWhenTheyOweNothing() {
        let rates = PeerRates(RateLimit(perSecond: 1, burst: 1))
        let now = MonotonicTime.now()
        let busy = rates.gate(of: "busy", at: now)
        _ = busy.take(at: now)
        for number in 0..<9_999 { _ = rates.gate(of: "\(number)", at: now) }
        _ = rates.gate(of: "one more", at: now)
        #expect(rates.gate(of: "busy", at: now) === busy)
    }
}
