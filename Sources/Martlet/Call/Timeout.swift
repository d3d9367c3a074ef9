/// `grpc-timeout` on the wire: one to eight ASCII digits and a unit (gRPC over HTTP/2, "Timeout").
enum Timeout {
    /// `nil` when malformed. Values beyond 292 years saturate.
    static func decode(_ bytes: UnsafeRawBufferPointer) -> Duration? {
        guard (2...9).contains(bytes.count), let unit = bytes.last else { return nil }
        var value: Int64 = 0
        for digit in bytes.dropLast() {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + Int64(digit - UInt8(ascii: "0"))  // at most 99,999,999
        }
        switch unit {
        case UInt8(ascii: "H"): return .seconds(value * 3600)
        case UInt8(ascii: "M"): return .seconds(value * 60)
        case UInt8(ascii: "S"): return .seconds(value)
        case UInt8(ascii: "m"): return .milliseconds(value)
        case UInt8(ascii: "u"): return .microseconds(value)
        case UInt8(ascii: "n"): return .nanoseconds(value)
        default: return nil
        }
    }

    /// The finest unit in which eight digits hold the duration, rounded up; `0n` for zero and less.
    static func encode(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0, duration > .zero else { return "0n" }
        let limit: Int64 = 99_999_999
        if seconds < 100_000 {
            let nanoseconds = seconds * 1_000_000_000 + (attoseconds + 999_999_999) / 1_000_000_000
            let units: [(Character, Int64)] = [("n", 1), ("u", 1_000), ("m", 1_000_000), ("S", 1_000_000_000)]
            for (unit, size) in units where (nanoseconds + size - 1) / size <= limit {
                return "\((nanoseconds + size - 1) / size)\(unit)"
            }
        }
        let whole = attoseconds > 0 && seconds < .max ? seconds + 1 : seconds
        for (unit, size) in [("S", Int64(1)), ("M", 60), ("H", 3600)] where whole <= limit * size {
            return "\((whole + size - 1) / size)\(unit)"
        }
        return "\(limit)H"
    }
}
