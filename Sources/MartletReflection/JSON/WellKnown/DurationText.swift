/// A span of time as `google.protobuf.Duration` has it, and the text for it: seconds and the letter `s`.
struct DurationText: Equatable {
    var seconds: Int64
    var nanos: Int32

    /// About 10,000 years.
    static let secondsLimit: Int64 = 315_576_000_000

    /// Nil when it is out of range, or its two parts differ in sign.
    var text: String? {
        guard (-Self.secondsLimit...Self.secondsLimit).contains(seconds),
            nanos > -nanosPerSecond, nanos < nanosPerSecond,
            seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0)
        else { return nil }
        let sign = seconds < 0 || nanos < 0 ? "-" : ""
        return "\(sign)\(seconds.magnitude)\(fractionText(nanos: nanos.magnitude))s"
    }
}

extension DurationText {
    /// Nil when the text is no duration, or is out of range.
    init?(_ text: ArraySlice<UInt8>) {
        var reader = ASCIIReader(text)
        let isNegative = reader.take("-")
        guard let (seconds, _) = reader.digits(upTo: 12), seconds <= Self.secondsLimit,
            let nanos = reader.fraction(), reader.take("s"), reader.isAtEnd
        else { return nil }
        self.init(seconds: isNegative ? -Int64(seconds) : Int64(seconds), nanos: isNegative ? -nanos : nanos)
    }
}
