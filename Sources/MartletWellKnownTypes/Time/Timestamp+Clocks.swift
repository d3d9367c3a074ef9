internal import Glibc

/// The clock on the wall, and those that only count.
extension Timestamp {
    /// The system clock's time.
    public static var now: Timestamp {
        // A timespec: Swift 6.3 hides its members from modules that import nothing but Glibc.
        var time: (seconds: Int64, nanoseconds: Int64) = (0, 0)
        unsafe withUnsafeMutableBytes(of: &time) { bytes in
            guard let time = unsafe bytes.bindMemory(to: timespec.self).baseAddress else { return }
            unsafe clock_gettime(CLOCK_REALTIME, time)
        }
        return Timestamp(seconds: time.seconds, nanos: Int32(truncatingIfNeeded: time.nanoseconds))
    }

    /// When a clock reaches or reached an instant, by the system clock as it stands now.
    ///
    /// A clock that only counts knows no date: the same instant gives another timestamp once the system clock has
    /// been set or, for a clock that stops while the machine sleeps, once it has slept.
    ///
    /// - Throws: ``TimeRangeError`` when that lies outside of years 1 to 9999.
    public init<C: Clock>(_ instant: C.Instant, of clock: C) throws(TimeRangeError) where C.Duration == Duration {
        self = try Timestamp.now + clock.now.duration(to: instant)
    }

    /// The instant at which a clock reaches or reached this timestamp, by the system clock as it stands now.
    public func instant<C: Clock>(of clock: C) -> C.Instant where C.Duration == Duration {
        clock.now.advanced(by: self - Timestamp.now)
    }
}
