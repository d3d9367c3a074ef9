import MartletProtobuf
import Testing

@Suite struct RepeatedTests {
    @Test func packedAndUnpackedAreReadWhateverTheSchemaSays() throws {
        let parts: [WireBytes] = [
            .tag(41, .varint), .varint(1),
            .tag(41, .lengthDelimited), .nested([.varint(2), .varint(300), .overlong(4, byteCount: 10)]),
            .tag(41, .varint), .varint(5),
            .tag(61, .lengthDelimited), .nested([.varint(6), .varint(7)]),
            .tag(67, .lengthDelimited), .nested([.fixed32(8), .fixed32(9)]),
            .tag(67, .fixed32), .fixed32(10),
            .tag(48, .fixed64), .fixed64(11),
        ]
        let message = try Everything(parts)
        #expect(message.manyInt32 == [1, 2, 300, 4, 5])
        #expect(message.looseInt32 == [6, 7])
        #expect(message.looseFixed32 == [8, 9, 10])
        #expect(message.manyFixed64 == [11])
    }

    @Test func elementsNeedNotStandTogether() throws {
        let parts: [WireBytes] = [
            .tag(54, .lengthDelimited), .string("a"), .tag(54, .lengthDelimited), .string("b"),
            .tag(1, .varint), .varint(1),
            .tag(54, .lengthDelimited), .string("c"),
            .tag(57, .lengthDelimited), .nested([.tag(1, .varint), .varint(2)]),
            .tag(54, .lengthDelimited), .string(""),
            .tag(57, .lengthDelimited), .nested([]),
        ]
        let message = try Everything(parts)
        #expect(message.manyString == ["a", "b", "c", ""])
        #expect(message.manyPoint == [Point(x: 1), Point()])
    }

    @Test func emptyPackedFieldsAddNothing() throws {
        let parts: [WireBytes] = [.tag(41, .lengthDelimited), .nested([]), .tag(48, .lengthDelimited), .nested([])]
        #expect(try Everything(parts) == Everything())
    }

    @Test func packedFieldsMustEndWithTheirLastValue() {
        let cut: [WireBytes] = [.tag(41, .lengthDelimited), .nested([.varint(1), .raw([0x80])])]
        #expect(failure(Everything.self, cut) == .truncated)
        let odd: [WireBytes] = [.tag(47, .lengthDelimited), .nested([.raw([1, 2, 3, 4, 5])])]
        #expect(failure(Everything.self, odd) == .truncated)
        let long: [WireBytes] = [.tag(41, .lengthDelimited), .nested([.raw(Array(repeating: 0x80, count: 10) + [1])])]
        #expect(failure(Everything.self, long) == .varintTooLong)
    }

    @Test func mapEntriesMayLackTheirParts() throws {
        let parts: [WireBytes] = [
            .tag(101, .lengthDelimited), .nested([.tag(2, .varint), .varint(5)]),
            .tag(101, .lengthDelimited), .nested([.tag(1, .varint), .varint(7)]),
            .tag(101, .lengthDelimited), .nested([.tag(9, .varint), .varint(1), .tag(2, .varint), .varint(6)]),
            .tag(117, .lengthDelimited), .nested([]),
        ]
        let message = try Everything(parts)
        #expect(message.mapInt32 == [0: 6, 7: 0])
        #expect(message.mapStringPoint == ["": Point()])
    }

    @Test func theLastEntryOfAKeyWinsAndTheLastPartOfAnEntry() throws {
        let parts: [WireBytes] = [
            .tag(112, .lengthDelimited),
            .nested([.tag(1, .lengthDelimited), .string("k"), .tag(2, .lengthDelimited), .string("old")]),
            .tag(112, .lengthDelimited),
            .nested([
                .tag(2, .lengthDelimited), .string("x"), .tag(1, .lengthDelimited), .string("k"),
                .tag(2, .lengthDelimited), .string("new"),
            ]),
        ]
        #expect(try Everything(parts).mapString == ["k": "new"])
    }

    @Test func largeRepeatedFieldsOfMessagesSurvive() throws {
        var message = Everything()
        message.children = (0..<1_000).map { Everything(oneInt32: $0, manyString: ["\($0)"]) }
        #expect(try Everything(decoding: message.encoded()) == message)
    }
}
