/// Protobuf's durations and Swift's: exact to the nanosecond here, to the attosecond there.
extension ProtoDuration {
    /// The seconds that a duration may have: about 10,000 years in either direction.
    public static let validSeconds: ClosedRange<Int64> = -315_576_000_000...315_576_000_000

    /// Whether this is a duration: within its range, with `nanos` below a second and of the same sign.
    public var isValid: Bool {
        Self.validSeconds.contains(seconds) && (-999_999_999...999_999_999).contains(nanos)
            && (seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0))
    }

    /// - Throws: ``TimeRangeError`` unless ``isValid``.
    public func validate() throws(TimeRangeError) {
        guard isValid else {
            throw TimeRangeError(messageName: Self.messageName, seconds: seconds, nanos: Int64(nanos))
        }
    }

    /// A Swift duration to the nearest nanosecond; a half of one goes away from zero.
    ///
    /// - Throws: ``TimeRangeError`` when it is longer than 315,576,000,000 seconds and a fraction.
    public init(_ duration: Duration) throws(TimeRangeError) {
        try self.init(nanoseconds: duration.nanoseconds)
    }

    /// The sum of seconds and nanoseconds, each of any value and sign.
    ///
    /// - Throws: ``TimeRangeError`` when it is longer than 315,576,000,000 seconds and a fraction.
    public init(seconds: Int64, nanoseconds: Int64) throws(TimeRangeError) {
        try self.init(nanoseconds: Int128(seconds) * nanosecondsPerSecond + Int128(nanoseconds))
    }

    public static func + (first: Self, second: Self) throws(TimeRangeError) -> Self {
        try Self(nanoseconds: first.nanoseconds + second.nanoseconds)
    }

    public static func - (first: Self, second: Self) throws(TimeRangeError) -> Self {
        try Self(nanoseconds: first.nanoseconds - second.nanoseconds)
    }

    public static prefix func - (duration: Self) throws(TimeRangeError) -> Self {
        try Self(nanoseconds: -duration.nanoseconds)
    }

    public static func * (duration: Self, factor: Int) throws(TimeRangeError) -> Self {
        let (nanoseconds, overflow) = duration.nanoseconds.multipliedReportingOverflow(by: Int128(factor))
        guard !overflow else {
            throw TimeRangeError(messageName: messageName, seconds: duration.seconds, nanos: Int64(duration.nanos))
        }
        return try Self(nanoseconds: nanoseconds)
    }

    var nanoseconds: Int128 { Int128(seconds) * nanosecondsPerSecond + Int128(nanos) }

    init(nanoseconds: Int128) throws(TimeRangeError) {
        let (seconds, nanos) = nanoseconds.quotientAndRemainder(dividingBy: nanosecondsPerSecond)
        guard let whole = Int64(exactly: seconds), Self.validSeconds.contains(whole) else {
            throw TimeRangeError(messageName: Self.messageName, nanoseconds: nanoseconds)
        }
        self.init(seconds: whole, nanos: Int32(nanos))
    }
}

extension ProtoDuration: Comparable {
    /// Shorter or longer, for durations that are valid.
    public static func < (first: ProtoDuration, second: ProtoDuration) -> Bool {
        (first.seconds, first.nanos) < (second.seconds, second.nanos)
    }
}

extension Duration {
    /// Exactly the same duration. Every `ProtoDuration` has one, invalid ones as well.
    public init(_ duration: ProtoDuration) {
        self.init(attoseconds: duration.nanoseconds * nanosecondsPerSecond)
    }
}
