/// A point in time as `google.protobuf.Timestamp` has it, and RFC 3339's text for it.
struct TimestampText: Equatable {
    var seconds: Int64
    var nanos: Int32

    /// From 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
    static let secondsRange: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    /// Nil when it is out of range.
    var text: String? {
        guard Self.secondsRange.contains(seconds), (0..<nanosPerSecond).contains(nanos) else { return nil }
        let sinceYear1 = Int(seconds - Self.secondsRange.lowerBound)
        let (day, second) = sinceYear1.quotientAndRemainder(dividingBy: 86_400)
        let date = CivilDate(dayFromYear1: day)
        let time = "\(padded(second / 3_600)):\(padded(second / 60 % 60)):\(padded(second % 60))"
        return "\(date)T\(time)\(fractionText(nanos: UInt32(nanos)))Z"
    }
}

extension TimestampText {
    /// Nil when the text is no time, or is before year 1 or after year 9999 in UTC.
    init?(_ text: ArraySlice<UInt8>) {
        var reader = ASCIIReader(text)
        guard let year = reader.digits(4), reader.take("-"), let month = reader.digits(2), reader.take("-"),
            let dayOfMonth = reader.digits(2), let date = CivilDate(year: year, month: month, day: dayOfMonth),
            reader.take("T"), let hour = reader.digits(2), hour < 24, reader.take(":"),
            let minute = reader.digits(2), minute < 60, reader.take(":"), let second = reader.digits(2), second < 60,
            let nanos = reader.fraction(), let offset = Self.utcOffset(&reader), reader.isAtEnd
        else { return nil }
        let sinceYear1 = date.dayFromYear1 * 86_400 + hour * 3_600 + minute * 60 + second - offset
        let seconds = Int64(sinceYear1) + Self.secondsRange.lowerBound
        guard Self.secondsRange.contains(seconds) else { return nil }
        self.init(seconds: seconds, nanos: nanos)
    }

    /// `Z`, or hours and minutes with a sign; in seconds.
    private static func utcOffset(_ reader: inout ASCIIReader) -> Int? {
        if reader.take("Z") { return 0 }
        let isNegative = reader.take("-")
        guard isNegative || reader.take("+"), let hours = reader.digits(2), hours < 24, reader.take(":"),
            let minutes = reader.digits(2), minutes < 60
        else { return nil }
        let offset = hours * 3_600 + minutes * 60
        return isNegative ? -offset : offset
    }
}

/// A day of the Gregorian calendar, as if it had been in use since year 1.
struct CivilDate: CustomStringConvertible {
    let year: Int
    let month: Int
    let day: Int

    private static let daysPer400Years = 146_097
    private static let daysPer100Years = 36_524
    private static let daysPer4Years = 1_461
    /// How many days of the year are before each month, in a year without a leap day.
    private static let daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365]

    /// Nil when there is no such day, or the year is 0.
    init?(year: Int, month: Int, day: Int) {
        guard year >= 1, (1...12).contains(month), day >= 1 else { return nil }
        let lastDay = Self.daysBefore(month + 1, in: year) - Self.daysBefore(month, in: year)
        guard day <= lastDay else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// - Parameter day: Days since the first of January of year 1, not negative.
    init(dayFromYear1 day: Int) {
        let (cycles, inCycle) = day.quotientAndRemainder(dividingBy: Self.daysPer400Years)
        // The last day of 400 years and of four is a leap day, which would begin a fifth part.
        let centuries = min(inCycle / Self.daysPer100Years, 3)
        let inCentury = inCycle - centuries * Self.daysPer100Years
        let (fours, inFour) = inCentury.quotientAndRemainder(dividingBy: Self.daysPer4Years)
        let years = min(inFour / 365, 3)
        let year = cycles * 400 + centuries * 100 + fours * 4 + years + 1
        let dayOfYear = inFour - years * 365
        let month = (1...12).last { Self.daysBefore($0, in: year) <= dayOfYear } ?? 1
        (self.year, self.month, self.day) = (year, month, dayOfYear - Self.daysBefore(month, in: year) + 1)
    }

    var dayFromYear1: Int {
        let years = year - 1
        return years * 365 + years / 4 - years / 100 + years / 400 + Self.daysBefore(month, in: year) + day - 1
    }

    private static func daysBefore(_ month: Int, in year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return daysBeforeMonth[month - 1] + (isLeap && month > 2 ? 1 : 0)
    }

    var description: String {
        let digits = String(year)
        return String(repeating: "0", count: 4 - digits.utf8.count) + "\(digits)-\(padded(month))-\(padded(day))"
    }
}

private func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
