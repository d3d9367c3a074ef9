import Foundation
import MartletFoundation
import MartletProtobuf
import MartletWellKnownTypes
import Testing

@Suite struct ConversionTests {
    @Test(arguments: [0, 1_700_000_000.25, -0.25, -1, 4_102_444_800.5] as [Double])
    func datesAreTimestamps(seconds: Double) throws {
        let date = Date(timeIntervalSince1970: seconds)
        let timestamp = try Timestamp(date)
        #expect(timestamp.isValid)
        #expect(Date(timestamp) == date)
    }

    @Test func nanosecondsOfADateCountForward() throws {
        #expect(try Timestamp(Date(timeIntervalSince1970: -0.25)) == Timestamp(seconds: -1, nanos: 750_000_000))
        #expect(try Timestamp(Date(timeIntervalSince1970: -1e-10)) == Timestamp())
    }

    @Test(arguments: [Double.infinity, -.infinity, .nan, 1e300, 253_402_300_800, -62_135_596_801])
    func aDateOutsideOfYearsOneTo9999IsAnError(seconds: Double) {
        #expect(throws: TimeRangeError.self) { try Timestamp(Date(timeIntervalSince1970: seconds)) }
        let tooLong = seconds * 10
        #expect(throws: TimeRangeError.self) { try ProtoDuration(timeInterval: tooLong) }
    }

    @Test func intervalsAreDurations() throws {
        #expect(try ProtoDuration(timeInterval: -1.5) == ProtoDuration(seconds: -1, nanos: -500_000_000))
        #expect(try ProtoDuration(timeInterval: 0.25).timeInterval == 0.25)
        #expect(ProtoDuration(seconds: 2, nanos: 500_000_000).timeInterval == 2.5)
    }

    @Test func dataIsBytes() {
        let bytes: Bytes = [0, 1, 255]
        #expect(Data(bytes) == Data([0, 1, 255]) && Bytes(Data([0, 1, 255])) == bytes)
        #expect(Bytes(Data([9, 8, 7]).dropFirst()) == [8, 7])
    }
}
