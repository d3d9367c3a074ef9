import MartletEventLoop
import Testing

@testable import Martlet
@testable import MartletHTTP2

/// The ledger looks at its counters twice: quickly, whether anything changed that costs, and then what it costs. What
/// the quick look forgets is never charged, so each counter there is, alone and with each other one, is charged where
/// the quick look can't miss it, and then by itself.
@Suite struct AbuseLedgerCounterTests {
    private static let http2: [String] = labels(of: HTTP2Counters())
    private static let names: [String] = http2 + labels(of: AbuseLedger.CallTallies())

    /// More than the bucket holds of whatever costs anything.
    private static let many = 1 << 20

    @Test func theQuickLookMissesNoCounterThatCosts() throws {
        try #require(Self.http2.count * MemoryLayout<Int>.size == MemoryLayout<HTTP2Counters>.size)
        var settings = HTTP2Counters()
        settings.settingsReceived = 1
        #expect(charge(settings, .init(), burst: 1) == .settings, "the quick look must see what shall wake it")

        var causes: Set<AbuseLedger.Cause> = []
        for first in Self.names.indices {
            for second in first..<Self.names.count {
                var (counters, calls) = Self.raised([first, second])
                let alone = charge(counters, calls)
                counters.settingsReceived += 1
                guard let seen = charge(counters, calls) else { continue }
                causes.insert(seen)
                #expect(alone != nil, "\(Self.names[first]) and \(Self.names[second]) cost nothing by themselves")
            }
        }
        // GOAWAY frames are counted out elsewhere.
        #expect(causes == Set(AbuseLedger.Cause.allCases).subtracting([.goAways]))
    }

    private func charge(
        _ counters: HTTP2Counters, _ calls: AbuseLedger.CallTallies, burst: Int = 100
    ) -> AbuseLedger.Cause? {
        let now = MonotonicTime(nanoseconds: 1_000_000_000)
        var limits = AbuseLimits()
        limits.burst = burst
        limits.overheadBytes = Self.many
        var ledger = AbuseLedger(limits, at: now)
        return ledger.charge(counters, calls, at: now)
    }

    /// Both structures are nothing but integers, in the order of their names.
    private static func raised(_ indices: [Int]) -> (HTTP2Counters, AbuseLedger.CallTallies) {
        var counters = HTTP2Counters()
        var calls = AbuseLedger.CallTallies()
        for index in indices {
            if index < http2.count {
                raise(&counters, index)
            } else {
                raise(&calls, index - http2.count)
            }
        }
        return (counters, calls)
    }

    private static func raise<Counts>(_ counts: inout Counts, _ index: Int) {
        withUnsafeMutableBytes(of: &counts) { $0.bindMemory(to: Int.self)[index] = many }
    }

    private static func labels(of counts: Any) -> [String] {
        Mirror(reflecting: counts).children.map { $0.value is Int ? $0.label ?? "" : "no integer" }
    }
}
