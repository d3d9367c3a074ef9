import MartletProtobuf
import Testing

@Suite struct UnknownFieldLimitTests {
    private static let entry = WireBytes.nested([.tag(1, .lengthDelimited), .string("k"), .tag(2, .varint), .varint(9)])

    /// Each way in which a field becomes unknown, and how many bytes are kept of it.
    static let ways: [(parts: [WireBytes], byteCount: Int)] = [
        ([.tag(999, .varint), .varint(1)], 3),
        ([.tag(999, .lengthDelimited), .string("12345678")], 11),
        ([.tag(999, .startGroup), .tag(1, .varint), .varint(1), .tag(999, .endGroup)], 6),
        ([.tag(1, .fixed32), .fixed32(1)], 5),
        ([.tag(1, .varint), .varint(9)], 2),
        ([.tag(2, .varint), .varint(9)], 2),
        ([.tag(3, .lengthDelimited), .nested([.varint(9), .varint(10), .varint(1)])], 4),
        ([.tag(4, .lengthDelimited), entry], 7),
        ([.tag(5, .varint), .varint(9)], 2),
        ([.tag(8, .startGroup), .tag(9, .varint), .varint(1), .tag(8, .endGroup)], 2),
    ]

    @Test(arguments: ways)
    func noMoreBytesAreKeptThanAllowed(parts: [WireBytes], byteCount: Int) throws {
        let ten = Array(repeating: parts, count: 10).flatMap { $0 }
        #expect(failure(Legacy.self, ten, options: DecodingOptions(unknownFieldLimit: byteCount * 10)) == nil)
        let error = #expect(throws: DecodeError.self) {
            try Legacy(ten, options: DecodingOptions(unknownFieldLimit: byteCount * 10 - 1))
        }
        #expect(error?.reason == .unknownFieldsExceeded)
        let text = "unknown fields longer than DecodingOptions.unknownFieldLimit (\(byteCount * 10 - 1)) at byte"
        #expect(error?.description.contains(text) == true)
    }

    @Test(arguments: ways)
    func theyAreReadOverWhenTheyAreNotWanted(parts: [WireBytes], byteCount: Int) throws {
        let options = DecodingOptions(unknownFieldLimit: 0, discardUnknownFields: true)
        let message = try Legacy(parts + [.tag(9, .varint), .varint(5)], options: options)
        #expect(message.unknownFields.isEmpty && message.several.allSatisfy(\.unknownFields.isEmpty))
        #expect(message.retries == 5)
        #expect(failure(Legacy.self, [.tag(999, .lengthDelimited), .varint(9)], options: options) == .truncated)
    }

    @Test func theErrorStandsAtTheFieldThatIsTooMuch() {
        let parts: [WireBytes] = [.tag(9, .varint), .varint(1), .tag(99, .varint), .varint(1)]
        let error = #expect(throws: DecodeError.self) { try Legacy(parts, options: .init(unknownFieldLimit: 2)) }
        #expect(error?.byteOffset == 2 && error?.fieldNumber == 99 && error?.fieldPath == "99")
    }
}
