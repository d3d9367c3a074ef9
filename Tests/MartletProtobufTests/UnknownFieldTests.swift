import MartletProtobuf
import Testing

@Suite struct UnknownFieldTests {
    @Test func unknownFieldsOfEveryWireTypeAreWrittenBack() throws {
        let unknown: [WireBytes] = [
            .tag(1_000, .varint), .overlong(7, byteCount: 10),
            .tag(1_001, .fixed32), .fixed32(1), .tag(1_002, .fixed64), .fixed64(2),
            .tag(1_003, .lengthDelimited), .string("text"),
            .tag(1_004, .startGroup), .tag(1, .varint), .varint(1), .tag(1_004, .endGroup),
        ]
        let message = try Everything([.tag(1, .varint), .varint(5)] + unknown)
        #expect(message.oneInt32 == 5)
        #expect(message.unknownFields.bytes == unknown.bytes)
        #expect(try message.encoded() == ([.tag(1, .varint), .varint(5)] + unknown).bytes)
        #expect(message.description == "one_int32: 5 (5 unknown fields)")
    }

    @Test func unknownFieldsOfSubMessagesAreWrittenBack() throws {
        let point: [WireBytes] = [.tag(1, .varint), .varint(2), .tag(9, .varint), .varint(3)]
        let parts: [WireBytes] = [.tag(17, .lengthDelimited), .nested(point)]
        #expect(try Everything(parts).encoded() == parts.bytes)
    }

    /// Protobuf says that such a field is unknown, not wrong.
    @Test func aKnownNumberWithAnotherWireTypeIsUnknown() throws {
        let parts: [WireBytes] = [
            .tag(1, .fixed32), .fixed32(1), .tag(14, .varint), .varint(2), .tag(17, .fixed64), .fixed64(3),
            .tag(54, .varint), .varint(4), .tag(101, .varint), .varint(5),
        ]
        let message = try Everything(parts)
        #expect(message.unknownFields.bytes == parts.bytes)
        #expect(try message.encoded() == parts.bytes)
    }

    @Test func aMessageOfUnknownFieldsIsReadInLinearTime() throws {
        let parts = Array(repeating: [WireBytes.tag(1_000, .varint), .varint(1)].bytes, count: 300_000).flatMap { $0 }
        #expect(try Point(decoding: parts).unknownFields.byteCount == parts.count)
    }

    @Test func unknownFieldsTakeOneWord() {
        #expect(MemoryLayout<UnknownFields>.size == MemoryLayout<Int>.size)
    }

    @Test func numbersOutsideAClosedEnumAreUnknownFields() throws {
        func entry(_ key: String, _ value: UInt64) -> WireBytes {
            .nested([.tag(1, .lengthDelimited), .string(key), .tag(2, .varint), .varint(value)])
        }
        let parts: [WireBytes] = [
            .tag(1, .varint), .varint(9),
            .tag(2, .varint), .varint(1), .tag(2, .varint), .varint(9),
            .tag(3, .lengthDelimited), .nested([.varint(2), .varint(9), .varint(1)]),
            .tag(4, .lengthDelimited), entry("high", 1),
            .tag(4, .lengthDelimited), entry("what", 9),
            .tag(5, .varint), .varint(9),
        ]
        let message = try Legacy(parts)
        #expect(message.season == nil && message.choice == nil)
        #expect(message.seasons == [.spring])
        #expect(message.packedSeasons == [.summer, .spring])
        #expect(message.levels == ["high": .high])
        let unknown: [WireBytes] = [
            .tag(1, .varint), .varint(9), .tag(2, .varint), .varint(9), .tag(3, .varint), .varint(9),
            .tag(4, .lengthDelimited), entry("what", 9),
            .tag(5, .varint), .varint(9),
        ]
        #expect(message.unknownFields.bytes == unknown.bytes)
        #expect(try Legacy(decoding: message.encoded()) == message)
    }
}
