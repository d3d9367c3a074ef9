import Glibc
import Martlet
import MartletBenchmarkService

/// Counts values in buckets that grow by a constant factor: bucket `i` holds those from `factor^i` to `factor^(i+1)`.
///
/// Every implementation cuts the same buckets from the same parameters, so that a driver can add them up.
struct LatencyHistogram: Sendable {
    /// Bounds the memory that a driver may ask for; 0.1 % up to an hour takes 29,000.
    static let mostBuckets = 100_000

    private let largest: Double
    /// Buckets per e-fold.
    private let density: Double
    private var buckets: [UInt32]
    private var minimum: Double
    private var maximum = 0.0
    private var sum = 0.0
    private var sumOfSquares = 0.0
    private var count = 0.0

    /// 1 % up to a minute where parameters are zero. Throws `INVALID_ARGUMENT` for parameters that make no histogram,
    /// or one of more than `mostBuckets`.
    init(_ parameters: HistogramParams) throws(RPCError) {
        let resolution = parameters.resolution == 0 ? 0.01 : parameters.resolution
        largest = parameters.maxPossible == 0 ? 60e9 : parameters.maxPossible
        minimum = largest
        density = 1 / log(1 + resolution)
        let count = log(largest) * density
        guard resolution > 0, largest > 1, count >= 0, count < Double(Self.mostBuckets) else {
            throw RPCError(
                .invalidArgument,
                "histogram_params: \(resolution) up to \(largest) is not 1 to \(Self.mostBuckets) buckets")
        }
        buckets = [UInt32](repeating: 0, count: Int(count) + 1)
    }

    mutating func add(_ value: Double) {
        let bucket = min(Int(log(min(max(value, 1), largest)) * density), buckets.count - 1)
        buckets[bucket] &+= 1
        minimum = min(minimum, value)
        maximum = max(maximum, value)
        sum += value
        sumOfSquares += value * value
        count += 1
    }

    /// Adds a histogram with the same parameters.
    mutating func add(_ other: LatencyHistogram) {
        for (index, more) in zip(buckets.indices, other.buckets) { buckets[index] &+= more }
        minimum = min(minimum, other.minimum)
        maximum = max(maximum, other.maximum)
        sum += other.sum
        sumOfSquares += other.sumOfSquares
        count += other.count
    }

    var data: HistogramData {
        HistogramData(
            bucket: buckets, minSeen: minimum, maxSeen: maximum, sum: sum, sumOfSquares: sumOfSquares, count: count)
    }
}
