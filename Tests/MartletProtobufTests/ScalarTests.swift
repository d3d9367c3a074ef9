import MartletProtobuf
import Testing

/// Each scalar type at its extremes, with the bytes that the encoding guide prescribes.
@Suite struct ScalarTests {
    private func expect<Value: Equatable>(
        _ field: WritableKeyPath<Everything, Value>, _ value: Value, _ number: Int, _ parts: [WireBytes],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        var message = Everything()
        message[keyPath: field] = value
        #expect(try message.encoded() == parts.bytes, sourceLocation: sourceLocation)
        #expect(try Everything(parts)[keyPath: field] == value, sourceLocation: sourceLocation)
    }

    @Test func varintsHaveTheirExtremes() throws {
        let minusOne: UInt64 = .max
        try expect(\.oneInt32, .max, 1, [.tag(1, .varint), .varint(0x7fff_ffff)])
        try expect(\.oneInt32, .min, 1, [.tag(1, .varint), .varint(0xffff_ffff_8000_0000)])
        try expect(\.oneInt64, .max, 2, [.tag(2, .varint), .varint(0x7fff_ffff_ffff_ffff)])
        try expect(\.oneInt64, -1, 2, [.tag(2, .varint), .varint(minusOne)])
        try expect(\.oneUint32, .max, 3, [.tag(3, .varint), .varint(0xffff_ffff)])
        try expect(\.oneUint64, .max, 4, [.tag(4, .varint), .varint(minusOne)])
        try expect(\.oneSint32, .min, 5, [.tag(5, .varint), .varint(0xffff_ffff)])
        try expect(\.oneSint32, .max, 5, [.tag(5, .varint), .varint(0xffff_fffe)])
        try expect(\.oneSint32, -1, 5, [.tag(5, .varint), .varint(1)])
        try expect(\.oneSint64, .min, 6, [.tag(6, .varint), .varint(minusOne)])
        try expect(\.oneSint64, .max, 6, [.tag(6, .varint), .varint(minusOne - 1)])
        try expect(\.oneBool, true, 13, [.tag(13, .varint), .varint(1)])
    }

    @Test(arguments: 0..<64)
    func varintsOfEveryLengthSurvive(_ bit: Int) throws {
        let power: UInt64 = 1 << UInt64(bit)
        for value in [power, power | (power - 1)] {
            try expect(\.oneUint64, value, 4, [.tag(4, .varint), .varint(value)])
            let packed: [WireBytes] = [.tag(44, .lengthDelimited), .nested([.varint(value), .varint(1)])]
            try expect(\.manyUint64, [value, 1], 44, packed)
        }
    }

    @Test func fixedValuesHaveTheirExtremes() throws {
        try expect(\.oneFixed32, .max, 7, [.tag(7, .fixed32), .fixed32(.max)])
        try expect(\.oneFixed64, .max, 8, [.tag(8, .fixed64), .fixed64(.max)])
        try expect(\.oneSfixed32, .min, 9, [.tag(9, .fixed32), .fixed32(0x8000_0000)])
        try expect(\.oneSfixed64, .min, 10, [.tag(10, .fixed64), .fixed64(0x8000_0000_0000_0000)])
        try expect(\.oneFloat, .infinity, 11, [.tag(11, .fixed32), .fixed32(0x7f80_0000)])
        try expect(\.oneDouble, -.leastNonzeroMagnitude, 12, [.tag(12, .fixed64), .fixed64(0x8000_0000_0000_0001)])
    }

    @Test func negativeZeroIsNotTheDefault() throws {
        try expect(\.oneFloat, -0.0, 11, [.tag(11, .fixed32), .fixed32(0x8000_0000)])
        try expect(\.oneDouble, -0.0, 12, [.tag(12, .fixed64), .fixed64(0x8000_0000_0000_0000)])
    }

    @Test func notANumberKeepsItsBits() throws {
        let parts: [WireBytes] = [.tag(12, .fixed64), .fixed64(0x7ff8_0000_0000_1234)]
        #expect(try Everything(parts).oneDouble.isNaN)
        #expect(try Everything(parts).encoded() == parts.bytes)
    }

    @Test(arguments: [0, 1, 3, 4, 7, 8, 9, 12, 15, 16, 17, 31, 127, 128, 300, 16_383, 16_384, 70_000])
    func stringsOfEveryLengthSurvive(_ count: Int) throws {
        let ascii = String(repeating: "x", count: count)
        try expect(\.oneString, ascii, 14, count == 0 ? [] : [.tag(14, .lengthDelimited), .string(ascii)])
        let wide = String(repeating: "é", count: count / 2)
        try expect(\.oneString, wide, 14, count < 2 ? [] : [.tag(14, .lengthDelimited), .string(wide)])
        let data = Bytes((0..<count).map { UInt8(truncatingIfNeeded: $0) })
        let parts: [WireBytes] = [.tag(15, .lengthDelimited), .varint(UInt64(count)), .raw(Array(data))]
        try expect(\.oneBytes, data, 15, count == 0 ? [] : parts)
    }

    @Test func substringsAndEmbeddedZerosSurvive() throws {
        let text = String("a long text that is shared\0 by its pieces".dropFirst(2))
        try expect(\.oneString, text, 14, [.tag(14, .lengthDelimited), .string(text)])
    }

    @Test func openEnumsKeepNumbersWithoutName() throws {
        try expect(\.oneColor, .negative, 16, [.tag(16, .varint), .varint(.max)])
        try expect(\.oneColor, Color(rawValue: 99), 16, [.tag(16, .varint), .varint(99)])
        #expect(Color(rawValue: 99).description == "99")
        #expect(Color.red.description == "COLOR_RED")
    }

    @Test func narrowTypesDropTheBitsTheyCannotHold() throws {
        let wide: [WireBytes] = [.tag(1, .varint), .varint(0x1_0000_0005), .tag(5, .varint), .varint(0x1_0000_0003)]
        let message = try Everything(wide + [.tag(13, .varint), .varint(0x1_0000_0000)])
        #expect(message.oneInt32 == 5)
        #expect(message.oneSint32 == -2)
        #expect(message.oneBool)
    }

    @Test func explicitPresenceKeepsZero() throws {
        try expect(\.maybeInt32, 0, 21, [.tag(21, .varint), .varint(0)])
        try expect(\.maybeString, "", 34, [.tag(34, .lengthDelimited), .varint(0)])
        #expect(try Everything().encoded().isEmpty)
    }

    @Test func tagsOfUpToFiveBytesAreReadAndWritten() throws {
        try expect(\.far, 1, 2_048, [.tag(2_048, .varint), .varint(1)])
        try expect(\.farther, "f", 262_144, [.tag(262_144, .lengthDelimited), .string("f")])
        let packed: [WireBytes] = [.tag(536_870_911, .lengthDelimited), .nested([.varint(1), .varint(2)])]
        try expect(\.farthest, [1, 2], 536_870_911, packed)
    }
}
