import Glibc
import Martlet
import MartletBenchmarkService
import MartletLoad

/// Buckets that grow by a constant factor: bucket `i` holds latencies from `factor^i` to `factor^(i+1)` nanoseconds.
///
/// Every implementation cuts the same buckets from the same parameters, so that a driver can add them up.
struct LatencyBuckets: Sendable {
    /// Bounds the memory that a driver may ask for; 0.1 % up to an hour takes 29,000.
    static let most = 100_000

    private let largest: Double
    /// Buckets per e-fold.
    private let density: Double
    private let count: Int

    /// 1 % up to a minute where parameters are zero. Throws `INVALID_ARGUMENT` for parameters that make no buckets, or
    /// more than `most`.
    init(_ parameters: HistogramParams) throws(RPCError) {
        let resolution = parameters.resolution == 0 ? 0.01 : parameters.resolution
        largest = parameters.maxPossible == 0 ? 60e9 : parameters.maxPossible
        density = 1 / log(1 + resolution)
        let count = log(largest) * density
        guard resolution > 0, largest > 1, count >= 0, count < Double(Self.most) else {
            throw RPCError(
                .invalidArgument,
                "histogram_params: \(resolution) up to \(largest) is not 1 to \(Self.most) buckets")
        }
        self.count = Int(count) + 1
    }

    /// What was recorded to three digits, in these buckets; the least, the greatest and the sums are exact.
    func data(of latencies: LatencyHistogram) -> HistogramData {
        var buckets = [UInt32](repeating: 0, count: count)
        for (upper, occurrences) in latencies.pairs {
            let value = min(max(Double(min(upper, latencies.greatest)), 1), largest)
            buckets[min(Int(log(value) * density), count - 1)] &+= UInt32(truncatingIfNeeded: occurrences)
        }
        let isEmpty = latencies.count == 0
        return HistogramData(
            bucket: buckets, minSeen: isEmpty ? largest : Double(latencies.least), maxSeen: Double(latencies.greatest),
            sum: latencies.sum, sumOfSquares: latencies.sumOfSquares, count: Double(latencies.count))
    }
}
