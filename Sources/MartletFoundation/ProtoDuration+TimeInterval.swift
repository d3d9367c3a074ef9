#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import MartletWellKnownTypes

extension ProtoDuration {
    /// A number of seconds, to the nearest nanosecond.
    ///
    /// - Throws: `TimeRangeError` when it is not finite, or longer than 315,576,000,000 seconds and a fraction.
    public init(timeInterval seconds: TimeInterval) throws(TimeRangeError) {
        let whole = seconds.rounded(.towardZero)
        guard let count = Int64(exactly: whole) else {
            throw TimeRangeError(messageName: Self.messageName, seconds: seconds < 0 ? .min : .max, nanos: 0)
        }
        try self.init(seconds: count, nanoseconds: Int64(((seconds - whole) * 1e9).rounded()))
    }

    /// The duration in seconds, as near as a `Double` comes.
    public var timeInterval: TimeInterval { Double(seconds) + Double(nanos) / 1e9 }
}
