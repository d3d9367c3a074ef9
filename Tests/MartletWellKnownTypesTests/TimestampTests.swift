import MartletProtobuf
import MartletWellKnownTypes
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        (0, 0, 0, 0), (1, 1_500_000_000, 2, 500_000_000), (1, -1, 0, 999_999_999), (0, -1, -1, 999_999_999),
        (-1, -1_500_000_000, -3, 500_000_000), (5, -5_000_000_000, 0, 0),
        (253_402_300_800, -1, 253_402_300_799, 999_999_999), (-62_135_596_801, 1_000_000_000, -62_135_596_800, 0),
    ] as [(Int64, Int64, Int64, Int32)])
    func nanosecondsAreCarriedIntoSeconds(
        seconds: Int64, nanoseconds: Int64, wholeSeconds: Int64, nanos: Int32
    ) throws {
        let timestamp = try Timestamp(secondsSince1970: seconds, nanoseconds: nanoseconds)
        #expect(timestamp == Timestamp(seconds: wholeSeconds, nanos: nanos))
        #expect(timestamp.isValid)
    }

    @Test(arguments: [
        (253_402_300_800, 0), (-62_135_596_801, 0), (-62_135_596_800, -1), (253_402_300_799, 1_000_000_000),
        (.max, .max), (.min, .min), (.max, 0), (.min, 0),
    ] as [(Int64, Int64)])
    func noPointLiesOutsideOfYearsOneTo9999(seconds: Int64, nanoseconds: Int64) {
        #expect(throws: TimeRangeError.self) { try Timestamp(secondsSince1970: seconds, nanoseconds: nanoseconds) }
    }

    @Test func validityIsThatOfBothFields() {
        let valid = [
            Timestamp(), Timestamp(seconds: -62_135_596_800), Timestamp(seconds: 253_402_300_799, nanos: 999_999_999),
        ]
        for timestamp in valid { #expect(timestamp.isValid && (try? timestamp.validate()) != nil) }
        let wrong = [
            Timestamp(seconds: 253_402_300_800), Timestamp(seconds: -62_135_596_801), Timestamp(nanos: -1),
            Timestamp(nanos: 1_000_000_000), Timestamp(seconds: .max), Timestamp(seconds: .min, nanos: .min),
        ]
        for timestamp in wrong {
            #expect(!timestamp.isValid)
            #expect(throws: TimeRangeError.self) { try timestamp.validate() }
        }
        #expect("\(TimeRangeError(messageName: "google.protobuf.Timestamp", seconds: 7, nanos: -1))"
            == "google.protobuf.Timestamp: seconds 7, nanos -1 is not in its range of "
            + "years 1 to 9999, with nanos from 0 to 999999999")
    }

    @Test func durationsLieBetweenPoints() throws {
        let start = Timestamp(seconds: 10, nanos: 900_000_000)
        let end = try start + .milliseconds(250)
        #expect(end == Timestamp(seconds: 11, nanos: 150_000_000))
        #expect(end - start == .milliseconds(250) && start - end == .milliseconds(-250))
        #expect(try end - .milliseconds(250) == start)
        #expect(start < end && end > start && !(start < start))
        #expect(Timestamp(seconds: -1, nanos: 5) < Timestamp(seconds: -1, nanos: 6))
        var moving = start
        try moving += .seconds(1)
        try moving -= .seconds(2)
        #expect(moving == Timestamp(seconds: 9, nanos: 900_000_000))
    }

    @Test(arguments: [
        (499_999_999, 0), (500_000_000, 1), (-499_999_999, 0), (-500_000_000, -1), (1_499_999_999, 1),
        (-1_500_000_000, -2),
    ] as [(Int64, Int64)])
    func attosecondsAreRoundedToTheNearestNanosecond(attoseconds: Int64, nanoseconds: Int64) throws {
        let duration = Duration(secondsComponent: 0, attosecondsComponent: attoseconds)
        let sum = try Timestamp(seconds: 5) + duration
        #expect(sum == (try Timestamp(secondsSince1970: 5, nanoseconds: nanoseconds)))
        #expect(try ProtoDuration(duration) == ProtoDuration(seconds: 0, nanoseconds: nanoseconds))
    }

    /// A peer may send anything: sums are errors where they leave the calendar, differences are always exact.
    @Test func whatAPeerSendsTrapsNowhere() {
        let extremes = [Timestamp(seconds: .max, nanos: .max), Timestamp(seconds: .min, nanos: .min), Timestamp()]
        let durations = [Duration(attoseconds: .max), Duration(attoseconds: .min), .zero]
        for first in extremes {
            for second in extremes { #expect((first - second) == .zero - (second - first)) }
            for duration in durations where first != Timestamp() || duration != .zero {
                #expect(throws: TimeRangeError.self) { try first + duration }
                #expect(throws: TimeRangeError.self) { try first - duration }
            }
        }
    }

    @Test func nowIsTheSystemClocks() {
        let before = Timestamp.now
        #expect(before.isValid && before.seconds > 1_700_000_000)
        #expect(Timestamp.now >= before && Timestamp.now - before < .seconds(60))
    }

    @Test func instantsOfClocksHaveTimestamps() throws {
        let clock = ContinuousClock()
        let instant = clock.now.advanced(by: .seconds(3_600))
        let timestamp = try Timestamp(instant, of: clock)
        let distance = timestamp - Timestamp.now
        #expect(distance > .seconds(3_500) && distance <= .seconds(3_600))
        #expect(abs(timestamp.instant(of: clock).duration(to: instant)) < .seconds(10))
        #expect(throws: TimeRangeError.self) { try Timestamp(clock.now.advanced(by: .seconds(1 << 40)), of: clock) }
        // Farther away than any clock has run.
        #expect(Timestamp(seconds: .max).instant(of: clock) > clock.now)
    }

    private func abs(_ duration: Duration) -> Duration { duration < .zero ? .zero - duration : duration }
}
