/// Points in time that can be counted with. Whatever leaves years 1 to 9999 is an error, not a trap: the operands
/// may be a peer's.
extension Timestamp {
    /// The seconds since 1970 that a timestamp may have: 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
    public static let validSeconds: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    /// Whether this is a point in time: within years 1 to 9999, with `nanos` from 0 to 999,999,999.
    public var isValid: Bool {
        Self.validSeconds.contains(seconds) && (0..<1_000_000_000).contains(nanos)
    }

    /// - Throws: ``TimeRangeError`` unless ``isValid``.
    public func validate() throws(TimeRangeError) {
        guard isValid else {
            throw TimeRangeError(messageName: Self.messageName, seconds: seconds, nanos: Int64(nanos))
        }
    }

    /// The point that lies `nanoseconds` after a second counted from 1970. Both may have any value and sign.
    ///
    /// - Throws: ``TimeRangeError`` when it lies outside of years 1 to 9999.
    public init(secondsSince1970 seconds: Int64, nanoseconds: Int64) throws(TimeRangeError) {
        try self.init(nanosecondsSince1970: Int128(seconds) * nanosecondsPerSecond + Int128(nanoseconds))
    }

    /// The point that lies `duration` later, to the nearest nanosecond, a half of one away from zero.
    ///
    /// - Throws: ``TimeRangeError`` when it lies outside of years 1 to 9999.
    public static func + (start: Timestamp, duration: Duration) throws(TimeRangeError) -> Timestamp {
        try Timestamp(nanosecondsSince1970: start.nanosecondsSince1970 + duration.nanoseconds)
    }

    /// The point that lies `duration` earlier, to the nearest nanosecond, a half of one away from zero.
    ///
    /// - Throws: ``TimeRangeError`` when it lies outside of years 1 to 9999.
    public static func - (end: Timestamp, duration: Duration) throws(TimeRangeError) -> Timestamp {
        try Timestamp(nanosecondsSince1970: end.nanosecondsSince1970 - duration.nanoseconds)
    }

    public static func += (timestamp: inout Timestamp, duration: Duration) throws(TimeRangeError) {
        timestamp = try timestamp + duration
    }

    public static func -= (timestamp: inout Timestamp, duration: Duration) throws(TimeRangeError) {
        timestamp = try timestamp - duration
    }

    /// The exact time from `start` to `end`, negative when `end` is earlier. Holds for invalid timestamps too.
    public static func - (end: Timestamp, start: Timestamp) -> Duration {
        Duration(attoseconds: (end.nanosecondsSince1970 - start.nanosecondsSince1970) * nanosecondsPerSecond)
    }

    var nanosecondsSince1970: Int128 { Int128(seconds) * nanosecondsPerSecond + Int128(nanos) }

    init(nanosecondsSince1970 nanoseconds: Int128) throws(TimeRangeError) {
        var (seconds, nanos) = nanoseconds.quotientAndRemainder(dividingBy: nanosecondsPerSecond)
        // Nanoseconds count forward before 1970 too.
        if nanos < 0 { (seconds, nanos) = (seconds - 1, nanos + nanosecondsPerSecond) }
        guard let whole = Int64(exactly: seconds), Self.validSeconds.contains(whole) else {
            throw TimeRangeError(messageName: Self.messageName, nanoseconds: nanoseconds)
        }
        self.init(seconds: whole, nanos: Int32(nanos))
    }
}

extension Timestamp: Comparable {
    /// Earlier or later, for timestamps that are valid.
    public static func < (first: Timestamp, second: Timestamp) -> Bool {
        (first.seconds, first.nanos) < (second.seconds, second.nanos)
    }
}
