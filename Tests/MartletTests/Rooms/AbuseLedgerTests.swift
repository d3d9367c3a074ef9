import MartletEventLoop
import Testing

@testable import Martlet
@testable import MartletHTTP2

/// The arithmetic of the ledger.
@Suite struct AbuseLedgerTests {
    private let start = MonotonicTime(nanoseconds: 1_000_000_000)

    private func ledger(_ change: (inout AbuseLimits) -> Void = { _ in }) -> AbuseLedger {
        var limits = AbuseLimits()
        change(&limits)
        return AbuseLedger(limits, at: start)
    }

    private func pings(_ count: Int, completed: Int = 0) -> HTTP2Counters {
        var counters = HTTP2Counters()
        counters.pingsReceived = count
        counters.streamsCompleted = completed
        return counters
    }

    @Test func theLastPointIsStillThePeers() {
        var ledger = ledger()
        #expect(ledger.charge(pings(1000), .init(), at: start) == nil)
        #expect(ledger.charge(pings(1001), .init(), at: start) == .pings)
    }

    @Test func timeGivesPointsBackUpToTheBurst() {
        var ledger = ledger()
        #expect(ledger.charge(pings(1000), .init(), at: start) == nil)
        #expect(ledger.charge(pings(1200), .init(), at: start.advanced(by: .seconds(1))) == nil)
        let later = start.advanced(by: .seconds(3600))
        #expect(ledger.charge(pings(2200), .init(), at: later) == nil)
        #expect(ledger.charge(pings(2201), .init(), at: later) == .pings)
    }

    @Test func aSlowDripOfTimeIsNotLost() {
        var ledger = ledger { $0.burst = 10 }
        var now = start
        for count in 1...1000 {
            now = now.advanced(by: .milliseconds(6))  // 1.2 points each
            #expect(ledger.charge(pings(count), .init(), at: now) == nil)
        }
    }

    @Test func callsDoneWellGivePointsBack() {
        var ledger = ledger { $0.refillPerSecond = 0 }
        for round in 1...3000 {
            #expect(ledger.charge(pings(round, completed: round), .init(), at: start) == nil)
        }
    }

    @Test func whatCostMostIsNamed() {
        var ledger = ledger()
        // Paid and long forgotten: a bucket that filled up since knows nothing of it.
        #expect(ledger.charge(pings(900), .init(), at: start) == nil)
        let later = start.advanced(by: .seconds(60))
        var counters = pings(1000)
        counters.emptyDataReceived = 10
        counters.resetsReceived = 600
        #expect(ledger.charge(counters, .init(resetBeforeStart: 600), at: later) == .resets)
    }

    @Test func windowUpdatesAreFreeForThoseWhoAreSentData() {
        var ledger = ledger { $0.refillPerSecond = 0 }
        var counters = HTTP2Counters()
        for round in 1...1000 {
            counters.dataFramesSent = round
            counters.windowUpdatesReceived = 10 * round
            #expect(ledger.charge(counters, .init(), at: start) == nil)
        }
        counters.windowUpdatesReceived += 2001  // a thousand saved up, a thousand in the bucket
        #expect(ledger.charge(counters, .init(), at: start) == .windowUpdates)
    }

    @Test func aFragmentCostsAQuarter() {
        var ledger = ledger()
        var counters = HTTP2Counters()
        counters.smallDataReceived = 100_000
        #expect(ledger.charge(counters, .init(fragments: 4000), at: start) == nil)
        #expect(ledger.charge(counters, .init(fragments: 4001), at: start) == .fragments)
    }

    /// A client that reads a stream of 6 GB, in frames of 16 KiB, and sends nothing but credit and PINGs.
    @Test func whoReadsMuchMaySaySo() {
        var ledger = ledger { $0.refillPerSecond = 0 }
        var counters = HTTP2Counters()
        counters.usefulBytesReceived = 100
        for round in 1...8000 {
            counters.dataFramesSent = 50 * round
            counters.callFramesSent = counters.dataFramesSent + 1
            counters.windowUpdatesReceived = 100 * round
            counters.bytesReceived = 100 + 43 * 50 * round
            #expect(ledger.charge(counters, .init(), at: start) == nil)
        }
    }

    @Test func bytesThatCarryNothingMustNotPrevail() {
        var counters = HTTP2Counters()
        counters.bytesReceived = 8 << 20
        counters.usefulBytesReceived = 100
        var generous = ledger { $0.burst = 100_000 }
        #expect(generous.charge(counters, .init(), at: start) == nil)
        counters.bytesReceived += 808
        #expect(generous.charge(counters, .init(), at: start) == .overhead)
    }
}
