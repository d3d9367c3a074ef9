/// A point in time or a length of time that protobuf has no value for.
public struct TimeRangeError: Error, Hashable, Sendable {
    /// Full name of the message, such as `google.protobuf.Timestamp`.
    public var messageName: String
    /// The seconds that were asked for, cut off where `Int64` ends.
    public var seconds: Int64
    public var nanos: Int64

    public init(messageName: String, seconds: Int64, nanos: Int64) {
        self.messageName = messageName
        self.seconds = seconds
        self.nanos = nanos
    }

    init(messageName: String, nanoseconds: Int128) {
        let (seconds, nanos) = nanoseconds.quotientAndRemainder(dividingBy: nanosecondsPerSecond)
        self.init(messageName: messageName, seconds: Int64(clamping: seconds), nanos: Int64(nanos))
    }
}

extension TimeRangeError: CustomStringConvertible {
    public var description: String {
        let range = messageName == Timestamp.messageName
            ? "years 1 to 9999, with nanos from 0 to 999999999"
            : "plus or minus 315576000000 s, with nanos of the same sign"
        return "\(messageName): seconds \(seconds), nanos \(nanos) is not in its range of \(range)"
    }
}

let nanosecondsPerSecond: Int128 = 1_000_000_000

extension Duration {
    /// To the nearest nanosecond; a half goes away from zero.
    var nanoseconds: Int128 {
        let (whole, rest) = attoseconds.quotientAndRemainder(dividingBy: nanosecondsPerSecond)
        return rest.magnitude * 2 >= nanosecondsPerSecond.magnitude ? whole + rest.signum() : whole
    }
}
