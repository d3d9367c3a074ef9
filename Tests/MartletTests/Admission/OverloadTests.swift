import Glibc
import MartletEventLoop
import Testing

@testable import Martlet

/// Overload in virtual time: a loop that serves one call after the other, and clients that do not slow down.
@Suite struct OverloadTests {
    @Test func refusingKeepsTheGoodputAndTheServerRecovers() {
        var world = Overload(gauge: QueueDelayGauge(target: .milliseconds(5), interval: .milliseconds(100)))
        world.run(callsPerSecond: 3000, for: 60)
        let during = Double(world.goodput) / 60
        #expect(during >= 0.9 * Overload.capacity)
        #expect(world.longestWait < .milliseconds(500))
        world.run(callsPerSecond: 500, for: 10)
        #expect(Double(world.goodput) >= 0.95 * 5000)
    }

    /// What the limit is for: without it nearly every call is served after its client has gone.
    @Test func servingAllIsServingNobody() {
        var world = Overload(gauge: nil)
        world.run(callsPerSecond: 3000, for: 60)
        #expect(Double(world.goodput) / 60 < 0.1 * Overload.capacity)
        world.run(callsPerSecond: 500, for: 10)
        #expect(world.goodput == 0)
    }

    @Test func aLoadBelowTheCapacityIsNeverRefused() {
        var world = Overload(gauge: QueueDelayGauge(target: .milliseconds(5), interval: .milliseconds(100)))
        world.run(callsPerSecond: 600, for: 60)
        #expect(world.refused == 0)
    }

    @Test func aBurstIsNotAnOverload() {
        var gauge = QueueDelayGauge(target: .milliseconds(5), interval: .milliseconds(100))
        func admits(_ delay: UInt64, at millisecond: UInt64) -> Bool {
            gauge.admits(delay: delay * 1_000_000, at: .at(millisecond))
        }
        for millisecond in 0..<90 as Range<UInt64> { #expect(admits(50, at: millisecond)) }
        #expect(admits(1, at: 90))
        for millisecond in 91..<180 as Range<UInt64> { #expect(admits(50, at: millisecond)) }
        #expect(!admits(50, at: 192))
        #expect(admits(5, at: 193), "what waited no longer than the target always begins")
        #expect(admits(50, at: 194))
    }
}

/// One loop: what came while it was busy is found by its next round.
private struct Overload {
    static let capacity = 1000.0
    private static let service: UInt64 = 1_000_000
    private static let refusal: UInt64 = 20_000
    /// After so long a client has given up.
    private static let patience: UInt64 = 1_000_000_000

    var gauge: QueueDelayGauge?
    private(set) var goodput = 0
    private(set) var refused = 0
    private(set) var longestWait = Duration.zero
    private var now: UInt64 = 1_000_000_000
    private var nextArrival = 0.0
    /// When the load changes.
    private var end: UInt64 = 1_000_000_000
    private var waiting: [UInt64] = []
    private var lastRound: UInt64 = 0
    private var random = SplitMix64(seed: 7)

    init(gauge: QueueDelayGauge?) { self.gauge = gauge }

    /// Poisson arrivals; counts anew.
    mutating func run(callsPerSecond: Double, for seconds: UInt64) {
        (goodput, refused, longestWait) = (0, 0, .zero)
        nextArrival = Double(end)
        end += seconds * 1_000_000_000
        while now < end {
            arrive(callsPerSecond)
            if waiting.isEmpty {
                now = UInt64(nextArrival.rounded(.up))
                lastRound = now
                arrive(callsPerSecond)
            }
            round()
        }
    }

    private mutating func arrive(_ rate: Double) {
        while nextArrival <= Double(min(now, end)) {
            waiting.append(UInt64(nextArrival))
            nextArrival += -log(Double.random(in: 1e-12..<1, using: &random)) / rate * 1e9
        }
    }

    private mutating func round() {
        let found = waiting
        waiting = []
        let readySince = lastRound
        lastRound = now
        for arrival in found {
            let delay = now - readySince
            guard gauge?.admits(delay: delay, at: MonotonicTime(nanoseconds: now)) ?? true else {
                refused += 1
                now += Self.refusal
                continue
            }
            longestWait = max(longestWait, .nanoseconds(Int64(now - arrival)))
            now += Self.service
            if now - arrival <= Self.patience { goodput += 1 }
        }
    }
}

extension MonotonicTime {
    static func at(_ milliseconds: UInt64) -> MonotonicTime { MonotonicTime(nanoseconds: milliseconds * 1_000_000) }
}
