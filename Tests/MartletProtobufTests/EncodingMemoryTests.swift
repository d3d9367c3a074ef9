import Testing

@testable import MartletProtobuf

/// A message is written into memory on the stack, then into chunks, with long bytes and arrays left where they are
/// until the end: wherever the borders fall, the bytes are the same.
@Suite struct EncodingMemoryTests {
    /// The memory on the stack has 4,096 bytes, the first chunks as many and four times as many.
    static let borders =
        [0, 1, 15, 16, 64, 65, 127, 128, 1000] + Array(4060...4110) + [8180, 16_384, 20_480, 65_536, 200_000]

    @Test(arguments: borders)
    func aStringOfAnyLengthIsWritten(length: Int) throws {
        let text = String(repeating: "x", count: length)
        let field: [WireBytes] = length == 0 ? [] : [.tag(14, .lengthDelimited), .string(text)]
        let expected: [WireBytes] = [.tag(1, .varint), .varint(7)] + field
        #expect(try Everything(oneInt32: 7, oneString: text).encoded() == expected.bytes)
    }

    @Test(arguments: borders)
    func bytesOfAnyLengthStandBetweenOtherFields(length: Int) throws {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
        let message = Everything(oneString: "before", maybeBytes: Bytes(bytes), manyString: ["after"])
        let expected: [WireBytes] = [
            .tag(14, .lengthDelimited), .string("before"), .tag(35, .lengthDelimited), .varint(UInt64(length)),
            .raw(bytes), .tag(54, .lengthDelimited), .string("after"),
        ]
        #expect(try message.encoded() == expected.bytes)
    }

    @Test(arguments: borders)
    func subMessagesCrossTheBorders(length: Int) throws {
        let points = (1..<length / 10 + 1).map { Point(x: Int32($0), y: -1, label: "p\($0)") }
        let message = Everything(child: Everything(manyPoint: points), far: 1)
        let wire = points.map { point in
            WireBytes.nested([
                .tag(1, .varint), .varint(UInt64(point.x) * 2), .tag(2, .varint), .varint(1),
                .tag(3, .lengthDelimited), .string(point.label),
            ])
        }
        let inner = wire.flatMap { [WireBytes.tag(57, .lengthDelimited), $0] }
        let expected: [WireBytes] = [.tag(121, .lengthDelimited), .nested(inner), .tag(2048, .varint), .varint(1)]
        #expect(try message.encoded() == expected.bytes)
    }

    @Test(arguments: borders)
    func packedNumbersCrossTheBorders(length: Int) throws {
        let doubles = (0..<length / 8).map { Double($0) }
        // Varints of one byte to ten.
        let integers = (0..<length / 6).map { Int64(bitPattern: UInt64.max >> UInt64($0 % 64)) }
        func packed(_ number: Int, _ values: [WireBytes]) -> [WireBytes] {
            values.isEmpty ? [] : [.tag(number, .lengthDelimited), .nested(values)]
        }
        let expected = packed(42, integers.map { .varint(UInt64(bitPattern: $0)) })
            + packed(52, doubles.map { .fixed64($0.bitPattern) })
        #expect(try Everything(manyInt64: integers, manyDouble: doubles).encoded() == expected.bytes)
    }

    /// As `withEncodedSize` promises.
    @Test(arguments: [(4000, true), (4096, false)])
    func aMessageOfFourThousandBytesNeedsNoMemoryBesideTheStack(byteCount: Int, fits: Bool) {
        // Sub-messages of eight bytes each, with a tag of two and a length of one.
        let points = (0..<byteCount / 8).map { _ in Point(label: "abc") }
        withStackMemory { memory in
            var writer = Writer(memory, .default)
            Everything(manyPoint: points)._pbWrite(&writer)
            let (written, isOnStack) = (writer.count, writer.behind == nil)
            #expect(written == byteCount)
            #expect(isOnStack == fits)
        }
    }

    /// 513 times 4 MiB that are in memory once: the error tells their size, and nothing is copied to find it.
    @Test func aMessageOfMoreThanTwoGibibytesIsRefused() {
        let bytes = Bytes([UInt8](repeating: 0, count: 4 << 20))
        let message = Everything(oneString: "text", manyBytes: Array(repeating: bytes, count: 513))
        // Each with a tag of two bytes and a length of four.
        let byteCount = 6 + 513 * (6 + bytes.count)
        #expect(throws: EncodeError.messageTooLarge(messageName: "martlet.test.Everything", byteCount: byteCount)) {
            try message.encoded()
        }
    }
}
