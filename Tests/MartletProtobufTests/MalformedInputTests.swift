import MartletProtobuf
import Testing

@Suite struct MalformedInputTests {
    /// A message with every field set, so that every kind of value is cut somewhere.
    private static var full: Everything {
        get throws {
            var message = try Everything(RandomWire(seed: 7).everyField())
            message.choice = .choicePoint(Point(x: 1, y: 2, label: "chosen"))
            return message
        }
    }

    /// Cut between two fields a message is a shorter message; cut anywhere else it is an error.
    @Test func inputCutAtAnyByteIsAnErrorUnlessAFieldEndsThere() throws {
        let bytes = try Self.full.encoded()
        let ends = Set(fieldEnds(bytes))
        #expect(ends.count > 90)
        for count in 0..<bytes.count {
            let error = failure(Everything.self, [.raw(Array(bytes[..<count]))])
            if ends.contains(count) {
                #expect(error == nil, "cut after \(count) bytes")
            } else {
                #expect(error == .truncated, "cut after \(count) bytes")
            }
        }
    }

    @Test func fieldNumberZeroIsAnError() {
        for type: WireType in [.varint, .fixed64, .lengthDelimited, .startGroup, .endGroup, .fixed32] {
            #expect(failure(Everything.self, [.tag(0, type), .fixed64(0)]) == .invalidFieldNumber)
        }
    }

    @Test func wireTypesSixAndSevenAreErrors() {
        for number in [1, 14, 999] {
            #expect(failure(Everything.self, [.varint(UInt64(number) << 3 | 6)]) == .invalidWireType)
            #expect(failure(Everything.self, [.varint(UInt64(number) << 3 | 7)]) == .invalidWireType)
        }
    }

    @Test func varintsMayTakeTenBytesAndNoMore() throws {
        for count in 1...10 {
            #expect(try Everything([.tag(4, .varint), .overlong(1, byteCount: count)]).oneUint64 == 1)
        }
        #expect(failure(Everything.self, [.tag(4, .varint), .overlong(1, byteCount: 11)]) == .varintTooLong)
        #expect(failure(Everything.self, [.tag(999, .varint), .overlong(1, byteCount: 11)]) == .varintTooLong)
        let endless: [WireBytes] = [.tag(4, .varint), .raw(Array(repeating: 0x80, count: 9))]
        #expect(failure(Everything.self, endless) == .truncated)
        let beyond64Bits: [WireBytes] = [.tag(4, .varint), .raw(Array(repeating: 0xff, count: 9) + [0x7f])]
        #expect(try Everything(beyond64Bits).oneUint64 == .max)
    }

    @Test func tagsAndLengthsMayTakeFiveBytesAndNoMore() throws {
        #expect(try Everything([.overlong(4 << 3, byteCount: 5), .varint(1)]).oneUint64 == 1)
        #expect(failure(Everything.self, [.overlong(4 << 3, byteCount: 6), .varint(1)]) == .tagOrLengthTooLong)
        #expect(failure(Everything.self, [.varint(1 << 32 | 8), .varint(1)]) == .tagOrLengthTooLong)
        let text: [WireBytes] = [.tag(14, .lengthDelimited), .overlong(1, byteCount: 5), .raw([0x61])]
        #expect(try Everything(text).oneString == "a")
        let long: [WireBytes] = [.tag(14, .lengthDelimited), .overlong(1, byteCount: 6), .raw([0x61])]
        #expect(failure(Everything.self, long) == .tagOrLengthTooLong)
        for length: UInt64 in [2, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, .max] {
            let parts: [WireBytes] = [.tag(14, .lengthDelimited), .varint(length), .raw([0x61])]
            #expect(failure(Everything.self, parts) == (length > 0xffff_ffff ? .tagOrLengthTooLong : .truncated))
        }
    }

    @Test(arguments: [
        [0x80], [0xff], [0xc0, 0xaf], [0xc3], [0xc3, 0x28], [0xe2, 0x82], [0xe0, 0x80, 0xaf], [0xed, 0xa0, 0x80],
        [0xf0, 0x80, 0x80, 0xaf], [0xf4, 0x90, 0x80, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80],
    ] as [[UInt8]])
    func stringsThatAreNotUTF8AreErrors(_ bytes: [UInt8]) {
        for padding in [0, 3, 8, 20] {
            let text = Array(repeating: UInt8(ascii: "a"), count: padding) + bytes
            for number in [14, 34, 54, 94] {
                let parts: [WireBytes] = [.tag(number, .lengthDelimited), .varint(UInt64(text.count)), .raw(text)]
                #expect(failure(Everything.self, parts) == .invalidUTF8)
            }
        }
    }

    @Test func errorsSayWhere() throws {
        func line(_ parts: [WireBytes]) -> String? {
            do {
                _ = try Everything(parts)
                return nil
            } catch {
                return error.description
            }
        }
        let bad: [WireBytes] = [.tag(3, .lengthDelimited), .varint(1), .raw([0xff])]
        #expect(line([.tag(57, .lengthDelimited), .nested([]), .tag(57, .lengthDelimited), .nested(bad)])
            == "martlet.test.Everything.many_point[1].label (field 3): string is not UTF-8 at byte 7")
        #expect(line([.tag(117, .lengthDelimited), .nested([.tag(2, .lengthDelimited), .nested(bad)])])
            == "martlet.test.Everything.map_string_point.value.label (field 3): string is not UTF-8 at byte 6")
        #expect(line([.tag(121, .lengthDelimited), .nested([.tag(121, .lengthDelimited), .nested([.tag(1, .varint)])])])
            == "martlet.test.Everything.child.child.one_int32 (field 1): value ends after its message at byte 7")
        #expect(line([.tag(1, .varint), .varint(1), .tag(0, .varint)])
            == "martlet.test.Everything: field number 0 at byte 2")
        #expect(line([.tag(17, .lengthDelimited), .varint(9)])
            == "martlet.test.Everything.one_point (field 17): value ends after its message at byte 2")
        #expect(line([.tag(17, .lengthDelimited), .nested([.tag(999, .varint), .overlong(1, byteCount: 11)])])
            == "martlet.test.Everything.one_point.999 (field 999): varint longer than ten bytes at byte 5")
    }

    @Test func anExceededLimitIsNamedWithItsSetting() {
        let deep: [WireBytes] = [.tag(121, .lengthDelimited), .nested([.tag(121, .lengthDelimited), .nested([])])]
        let options = DecodingOptions(nestingLimit: 1)
        let error = #expect(throws: DecodeError.self) { try Everything(deep, options: options) }
        #expect(error?.description == "martlet.test.Everything.child.child (field 121): "
            + "nested deeper than DecodingOptions.nestingLimit (1) at byte 5")
        #expect(error?.limit == 1 && error?.fieldNumber == 121)
    }
}
