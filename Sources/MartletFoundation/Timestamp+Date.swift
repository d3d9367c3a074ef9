#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import MartletWellKnownTypes

extension Timestamp {
    /// A date to the nearest nanosecond. A `Date` counts in a `Double`, whose steps are 120 ns wide in this century.
    ///
    /// - Throws: `TimeRangeError` when it lies outside of years 1 to 9999.
    public init(_ date: Date) throws(TimeRangeError) {
        let seconds = date.timeIntervalSince1970
        let whole = seconds.rounded(.down)
        guard let count = Int64(exactly: whole) else {
            throw TimeRangeError(messageName: Self.messageName, seconds: seconds < 0 ? .min : .max, nanos: 0)
        }
        try self.init(secondsSince1970: count, nanoseconds: Int64(((seconds - whole) * 1e9).rounded()))
    }
}

extension Date {
    /// The date that is nearest to a timestamp.
    public init(_ timestamp: Timestamp) {
        self.init(timeIntervalSince1970: Double(timestamp.seconds) + Double(timestamp.nanos) / 1e9)
    }
}
