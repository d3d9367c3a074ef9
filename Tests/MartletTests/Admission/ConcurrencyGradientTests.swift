import MartletEventLoop
import Testing

@testable import Martlet

/// The adaptive limit against a simulated database that serves so many at once, and no more.
@Suite struct ConcurrencyGradientTests {
    /// Handlers that wait for each other make the limit fall to a few times what can be served at once.
    @Test(arguments: [10, 40, 200])
    func theLimitFindsWhatCanBeServedAtOnce(slots: Int) {
        var database = Database(slots: slots)
        var gradient = ConcurrencyGradient(ConcurrencyLimit(minimum: 1), seed: 3)
        database.run(&gradient, seconds: 1, calls: 5)
        database.run(&gradient, seconds: 20)
        #expect(gradient.limit >= slots)
        #expect(gradient.limit <= 4 * slots + 20)
    }

    @Test func itFollowsADatabaseThatGetsSlower() {
        var gradient = ConcurrencyGradient(ConcurrencyLimit(minimum: 1), seed: 3)
        var database = Database(slots: 200)
        database.run(&gradient, seconds: 20)
        let before = gradient.limit
        database.slots = 20
        database.run(&gradient, seconds: 20)
        #expect(gradient.limit < before / 2)
    }

    @Test func itStaysWithinItsBounds() {
        var gradient = ConcurrencyGradient(ConcurrencyLimit(minimum: 5, initial: 10, maximum: 20), seed: 3)
        var wide = Database(slots: 1000)
        wide.run(&gradient, seconds: 20)
        #expect(gradient.limit == 20)
        var narrow = Database(slots: 1)
        narrow.run(&gradient, seconds: 20)
        #expect(gradient.limit >= 5)
    }

    @Test func aLimitThatNobodyReachesDoesNotGrow() {
        var gradient = ConcurrencyGradient(ConcurrencyLimit(initial: 100), seed: 3)
        for millisecond in 0..<10_000 as Range<UInt64> {
            gradient.ended(after: 10_000_000, running: 3, at: .at(millisecond))
        }
        #expect(gradient.limit == 100)
    }
}

/// As many calls as the limit allows, or fewer, each of 10 ms, `slots` at a time.
private struct Database {
    var slots: Int
    private var now: UInt64 = 0

    init(slots: Int) { self.slots = slots }

    mutating func run(_ gradient: inout ConcurrencyGradient, seconds: UInt64, calls: Int = .max) {
        let end = now + seconds * 1000
        while now < end {
            let running = min(gradient.limit, calls)
            let rounds = UInt64((running + slots - 1) / slots)
            now += 10
            for _ in 0..<min(running, slots) {
                gradient.ended(after: rounds * 10_000_000, running: running, at: .at(now))
            }
        }
    }
}
