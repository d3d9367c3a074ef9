import MartletEventLoop
import Testing

@Suite struct MonotonicTimeTests {
    @Test func advancingStopsAtBothEnds() {
        let time = MonotonicTime(nanoseconds: 1000)
        #expect(time.advanced(by: .nanoseconds(5)).nanoseconds == 1005)
        #expect(time.advanced(by: .nanoseconds(-5)).nanoseconds == 995)
        #expect(time.advanced(by: .seconds(-1)).nanoseconds == 0)
        #expect(time.advanced(by: .seconds(Int64.min)).nanoseconds == 0)
        #expect(MonotonicTime.distantFuture.advanced(by: .seconds(1)) == .distantFuture)
        let far = MonotonicTime(nanoseconds: UInt64.max - 10)
        #expect(far.advanced(by: .seconds(Int64.max)) == .distantFuture)
    }

    @Test func durationsHaveASign() {
        let early = MonotonicTime(nanoseconds: 1000)
        let late = MonotonicTime(nanoseconds: 3_000_001_000)
        #expect(early.duration(to: late) == .seconds(3))
        #expect(late.duration(to: early) == .seconds(-3))
        #expect(early < late)
        #expect(MonotonicTime(nanoseconds: 0).duration(to: .distantFuture) > .seconds(9_000_000_000))
    }

    @Test func theClockGoesForward() {
        let first = MonotonicTime.now()
        #expect(first <= MonotonicTime.now())
        #expect(first.nanoseconds > 0)
    }
}
