import Histogram

/// How long calls took, to three significant digits (HdrHistogram), in nanoseconds. Sums, mean, least and
/// greatest are exact.
package struct LatencyHistogram: Sendable {
    /// An hour; longer ones count as an hour.
    private static let longest: UInt64 = 3_600_000_000_000

    private var histogram = Histogram<UInt64>(
        highestTrackableValue: Self.longest, numberOfSignificantValueDigits: .three)
    package private(set) var sum = 0.0
    package private(set) var sumOfSquares = 0.0
    package private(set) var count = 0
    package private(set) var least = UInt64.max
    package private(set) var greatest: UInt64 = 0

    mutating func record(_ latency: Duration) {
        let (seconds, attoseconds) = latency.components
        let nanoseconds = UInt64(clamping: seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000)
        histogram.record(min(nanoseconds, Self.longest))
        sum += Double(nanoseconds)
        sumOfSquares += Double(nanoseconds) * Double(nanoseconds)
        count += 1
        least = min(least, nanoseconds)
        greatest = max(greatest, nanoseconds)
    }

    mutating func add(_ other: LatencyHistogram) {
        guard other.count > 0 else { return }
        histogram.add(other.histogram)
        sum += other.sum
        sumOfSquares += other.sumOfSquares
        count += other.count
        least = min(least, other.least)
        greatest = max(greatest, other.greatest)
    }

    /// Microseconds; 0 when nothing was recorded.
    var mean: Double { count > 0 ? sum / Double(count) / 1_000 : 0 }

    /// Microseconds, the greatest among equals of the histogram but never above the greatest recorded.
    func percentile(_ percentile: Double) -> Double {
        count > 0 ? Double(min(histogram.valueAtPercentile(percentile), greatest)) / 1_000 : 0
    }

    /// How many took at least so long, to three digits.
    func count(atLeast latency: Duration) -> Int {
        let bound = latency.seconds * 1e9
        return pairs.reduce(0) { $0 + (Double($1.upper) >= bound ? $1.count : 0) }
    }

    /// All buckets that hold something: their upper value in nanoseconds, and how many fell into them.
    package var pairs: [(upper: UInt64, count: Int)] {
        guard count > 0 else { return [] }
        return histogram.recordedValues().map { (histogram.highestEquivalentForValue($0.value), Int($0.count)) }
    }
}
