import Testing

@testable import MartletReflection

/// Timestamps, durations and field masks: messages that are strings in JSON.
@Suite struct JSONTimeTests {
    private func time(_ text: String) -> TimestampText? { TimestampText(Array(text.utf8)[...]) }
    private func duration(_ text: String) -> DurationText? { DurationText(Array(text.utf8)[...]) }

    @Test(arguments: [
        ("0001-01-01T00:00:00Z", -62_135_596_800, 0), ("9999-12-31T23:59:59.999999999Z", 253_402_300_799, 999_999_999),
        ("1970-01-01T00:00:00.000Z", 0, 0), ("1970-01-01T00:00:00.000000001Z", 0, 1),
        ("1969-12-31T23:59:59.999999999Z", -1, 999_999_999),
        ("1969-12-31T23:59:58.5Z", -2, 500_000_000), ("1993-02-10T00:00:00.000Z", 729_302_400, 0),
        ("1970-01-01T08:00:01+08:00", 1, 0), ("1969-12-31T16:00:01-08:00", 1, 0), ("1970-01-01T00:00:00-00:00", 0, 0),
        ("2000-02-29T00:00:00Z", 951_782_400, 0), ("2024-02-29T23:59:59Z", 1_709_251_199, 0),
        ("1970-01-01T23:59:00+23:59", 0, 0),
        ("0001-01-01T01:00:00+01:00", -62_135_596_800, 0), ("9999-12-31T22:59:59-01:00", 253_402_300_799, 0),
        ("1970-01-01T00:00:00.1Z", 0, 100_000_000), ("1970-01-01T00:00:00.12345678Z", 0, 123_456_780),
    ] as [(String, Int64, Int32)])
    func timesAreRead(text: String, seconds: Int64, nanos: Int32) {
        #expect(time(text) == TimestampText(seconds: seconds, nanos: nanos))
    }

    @Test(arguments: [
        "", "Z", "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "0001-01-01T00:00:00", "0001-01-01 00:00:00Z",
        "0001-01-01T00:00:00z", "0001-01-01t00:00:00Z", "1970-01-01T08:00:01+0800", "1970-01-01T08:00:01+08",
        "1970-01-01T08:00:01+08:00Z", "1970-01-01T08:00:01 Z", " 1970-01-01T08:00:01Z", "1970-01-01T08:00:01Z ",
        "1970-13-01T00:00:00Z", "1970-00-01T00:00:00Z", "1970-01-00T00:00:00Z", "1970-01-32T00:00:00Z",
        "1970-04-31T00:00:00Z",
        "1970-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2000-02-30T00:00:00Z", "1970-01-01T24:00:00Z",
        "1970-01-01T00:60:00Z",
        "1970-01-01T00:00:60Z", "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00.1234567890Z", "1970-01-01T00:00:00,5Z",
        "1970-1-01T00:00:00Z", "970-01-01T00:00:00Z", "1970-01-01T00:00Z", "-970-01-01T00:00:00Z",
        "+1970-01-01T00:00:00Z",
        "1970-01-01T00:00:00+24:00", "1970-01-01T00:00:00+00:60", "1970-01-01T00:00:00+-1:00",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01", "1970-01-01T00:00:00.-1Z", "1970-01-01T00:00:0\u{661}Z", "1970/01/01T00:00:00Z",
    ])
    func otherTextsAreNoTime(text: String) {
        #expect(time(text) == nil)
    }

    @Test(arguments: [
        (0, 0, "1970-01-01T00:00:00Z"), (-1, 999_999_999, "1969-12-31T23:59:59.999999999Z"),
        (0, 10_000_000, "1970-01-01T00:00:00.010Z"),
        (0, 10_000, "1970-01-01T00:00:00.000010Z"), (0, 10, "1970-01-01T00:00:00.000000010Z"),
        (0, 100_000_000, "1970-01-01T00:00:00.100Z"),
        (-62_135_596_800, 0, "0001-01-01T00:00:00Z"), (253_402_300_799, 1, "9999-12-31T23:59:59.000000001Z"),
        (951_782_399, 0, "2000-02-28T23:59:59Z"), (951_868_800, 0, "2000-03-01T00:00:00Z"),
        (-2_203_891_200, 0, "1900-03-01T00:00:00Z"),
        (978_307_199, 0, "2000-12-31T23:59:59Z"),
    ] as [(Int64, Int32, String)])
    func timesAreWritten(seconds: Int64, nanos: Int32, text: String) {
        #expect(TimestampText(seconds: seconds, nanos: nanos).text == text)
    }

    @Test(arguments: [
        (-62_135_596_801, 0), (253_402_300_800, 0), (.min, 0), (.max, 0), (0, -1), (0, 1_000_000_000), (0, .min),
        (5_000, .max),
    ] as [(Int64, Int32)])
    func timesOutOfRangeHaveNoText(seconds: Int64, nanos: Int32) {
        #expect(TimestampText(seconds: seconds, nanos: nanos).text == nil)
    }

    /// Day by day from the first to the last, with the calendar's own rules.
    @Test func everyDayHasItsDate() {
        var day = 0
        for year in 1...9_999 {
            let isLeap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0
            for (month, length) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                for dayOfMonth in [1, length] {
                    let date = CivilDate(dayFromYear1: day + dayOfMonth - 1)
                    guard date.year == year, date.month == month + 1, date.day == dayOfMonth,
                        CivilDate(year: year, month: month + 1, day: dayOfMonth)?.dayFromYear1 == day + dayOfMonth - 1
                    else {
                        Issue.record("\(year)-\(month + 1)-\(dayOfMonth) is \(date)")
                        return
                    }
                }
                #expect(CivilDate(year: year, month: month + 1, day: length + 1) == nil)
                day += length
            }
        }
        #expect(day == 3_652_059)
    }

    @Test(arguments: [
        ("0s", 0, 0), ("1s", 1, 0), ("-5s", -5, 0), ("1.5s", 1, 500_000_000), ("-1.5s", -1, -500_000_000),
        ("-0.5s", 0, -500_000_000),
        ("315576000000.999999999s", 315_576_000_000, 999_999_999),
        ("-315576000000.999999999s", -315_576_000_000, -999_999_999),
        ("1.000000001s", 1, 1), ("0.100s", 0, 100_000_000), ("-0s", 0, 0), ("007s", 7, 0),
    ] as [(String, Int64, Int32)])
    func durationsAreRead(text: String, seconds: Int64, nanos: Int32) {
        #expect(duration(text) == DurationText(seconds: seconds, nanos: nanos))
    }

    @Test(arguments: [
        "", "s", "1", "-s", "1.s", ".5s", "1S", "1 s", " 1s", "1s ", "+1s", "--1s", "1.-5s", "1e3s", "315576000001s",
        "315576000001.000000000s",
        "-315576000001s", "9999999999999s", "99999999999999999999999s", "1.0000000001s", "1.5.5s", "1,5s", "NaNs",
        "0x1s", "1ss",
    ])
    func otherTextsAreNoDuration(text: String) {
        #expect(duration(text) == nil)
    }

    @Test(arguments: [
        (0, 0, "0s"), (1, 0, "1s"), (1, 10_000_000, "1.010s"), (1, 10_000, "1.000010s"), (1, 10, "1.000000010s"),
        (0, -1, "-0.000000001s"),
        (-1, -500_000_000, "-1.500s"), (315_576_000_000, 999_999_999, "315576000000.999999999s"), (-5, 0, "-5s"),
    ] as [(Int64, Int32, String)])
    func durationsAreWritten(seconds: Int64, nanos: Int32, text: String) {
        #expect(DurationText(seconds: seconds, nanos: nanos).text == text)
    }

    @Test(arguments: [
        (315_576_000_001, 0), (-315_576_000_001, 0), (.min, 0), (1, -1), (-1, 1), (0, 1_000_000_000),
        (0, -1_000_000_000), (0, .min),
    ] as [(Int64, Int32)])
    func durationsOutOfRangeHaveNoText(seconds: Int64, nanos: Int32) {
        #expect(DurationText(seconds: seconds, nanos: nanos).text == nil)
    }

    @Test(arguments: [
        ("", []), ("foo", ["foo"]), ("foo,barBaz", ["foo", "bar_baz"]), ("aBC.dE", ["a_b_c.d_e"]), ("x1Y", ["x1_y"]),
        ("a,b,c", ["a", "b", "c"]),
    ] as [(String, [String])])
    func masksAreReadAndWritten(text: String, paths: [String]) {
        #expect(FieldMaskText.paths(text) == paths)
        #expect(FieldMaskText.text(paths) == text)
    }

    @Test(arguments: ["foo,bar_bar", "_", "a__b", ",", "a,", ",a", "a,,b"])
    func otherTextsAreNoMask(text: String) {
        #expect(FieldMaskText.paths(text) == nil)
    }

    @Test(arguments: ["fooBar", "foo_3_bar", "foo__bar", "foo_", "_", "", "a,b", "foo_.bar", "foo_Bar", "Foo", "a_é"])
    func pathsThatWouldNotComeBackHaveNoText(path: String) {
        #expect(FieldMaskText.text(["a", path]) == nil)
    }
}
