import MartletProtobuf
import MartletWellKnownTypes
import Testing

@Suite struct DurationTests {
    @Test(arguments: [
        (0, 0), (1, 500_000_000), (-1, -500_000_000), (0, -1), (315_576_000_000, 999_999_999),
        (-315_576_000_000, -999_999_999),
    ] as [(Int64, Int32)])
    func swiftsDurationsAndProtobufsAreTheSame(seconds: Int64, nanos: Int32) throws {
        let duration = ProtoDuration(seconds: seconds, nanos: nanos)
        #expect(duration.isValid)
        #expect(try ProtoDuration(Duration(duration)) == duration)
        #expect(Duration(duration) == .seconds(seconds) + .nanoseconds(Int64(nanos)))
    }

    @Test func aDurationThatIsTooLongIsAnError() {
        #expect(throws: TimeRangeError.self) { try ProtoDuration(.seconds(315_576_000_001)) }
        #expect(throws: TimeRangeError.self) { try ProtoDuration(.seconds(-315_576_000_001)) }
        #expect(throws: TimeRangeError.self) { try ProtoDuration(Duration(attoseconds: .max)) }
        #expect(throws: TimeRangeError.self) { try ProtoDuration(Duration(attoseconds: .min)) }
        // Rounding carries over the edge.
        let edge = Duration.seconds(315_576_000_000) + .nanoseconds(999_999_999) + Duration(attoseconds: 500_000_000)
        #expect(throws: TimeRangeError.self) { try ProtoDuration(edge) }
    }

    @Test func signsOfBothFieldsAgree() throws {
        #expect(try ProtoDuration(seconds: 1, nanoseconds: -1) == ProtoDuration(seconds: 0, nanos: 999_999_999))
        #expect(try ProtoDuration(seconds: -1, nanoseconds: 1) == ProtoDuration(seconds: 0, nanos: -999_999_999))
        #expect(!ProtoDuration(seconds: 1, nanos: -1).isValid && !ProtoDuration(seconds: -1, nanos: 1).isValid)
        #expect(!ProtoDuration(seconds: 315_576_000_001).isValid && !ProtoDuration(nanos: 1_000_000_000).isValid)
        #expect(throws: TimeRangeError.self) { try ProtoDuration(seconds: 1, nanos: -1).validate() }
    }

    @Test func theyAddUp() throws {
        let half = ProtoDuration(nanos: 500_000_000)
        #expect(try half + half == ProtoDuration(seconds: 1))
        #expect(try half - ProtoDuration(seconds: 1) == ProtoDuration(nanos: -500_000_000))
        #expect(try -half == ProtoDuration(nanos: -500_000_000))
        #expect(try half * 5 == ProtoDuration(seconds: 2, nanos: 500_000_000))
        #expect(half < ProtoDuration(seconds: 1) && ProtoDuration(nanos: -1) < ProtoDuration())
    }

    @Test func sumsOutsideOfTheRangeAreErrorsAndTrapNowhere() {
        let (most, least) = (ProtoDuration(seconds: .max, nanos: .max), ProtoDuration(seconds: .min, nanos: .min))
        #expect(throws: TimeRangeError.self) { try most + most }
        #expect(throws: TimeRangeError.self) { try least - most }
        #expect(throws: TimeRangeError.self) { try -least }
        #expect(throws: TimeRangeError.self) { try most * .max }
        #expect(throws: TimeRangeError.self) { try least * .min }
        #expect(Duration(most) > Duration(least))
    }
}
