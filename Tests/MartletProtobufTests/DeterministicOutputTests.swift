import MartletProtobuf
import Testing

@Suite(.timeLimit(.minutes(5))) struct DeterministicOutputTests {
    private static let deterministic = EncodingOptions(deterministic: true)

    /// Equal messages whose dictionaries have grown differently, so that their entries lie in different order.
    private func twins(_ keys: [String]) -> (Everything, Everything) {
        var (first, second) = (Everything(), Everything())
        for key in keys { first.mapStringPoint[key] = Point(label: key) }
        second.mapStringPoint.reserveCapacity(10_000)
        for key in keys.reversed() { second.mapStringPoint[key] = Point(label: key) }
        return (first, second)
    }

    @Test func equalMessagesGiveEqualBytes() throws {
        let (first, second) = twins((0..<500).map { "key \($0)" })
        #expect(first == second)
        #expect(try first.encoded(options: Self.deterministic) == second.encoded(options: Self.deterministic))
        // Without the option they do not: the messages above show something.
        #expect(try first.encoded() != second.encoded())
        #expect(try Everything(decoding: first.encoded(options: Self.deterministic)) == first)
    }

    @Test func keysStandInTheirOrder() throws {
        var message = Everything()
        message.mapInt32 = [1: 1, -1: 2, 0: 3]
        message.mapFixed64 = [.max: 1, 2: 2]
        message.mapBool = [true: false, false: true]
        message.mapString = ["\u{e9}": "", "e\u{301}x": "", "f": "", "": "", "\u{1f600}": "", "\u{ffff}": ""]
        func entry(_ number: Int, _ type: WireType, _ key: WireBytes, _ value: WireBytes) -> [WireBytes] {
            [.tag(number, .lengthDelimited), .nested([.tag(1, type), key, .tag(2, type), value])]
        }
        var expected: [WireBytes] = entry(101, .varint, .varint(.max), .varint(2))
        expected += entry(101, .varint, .varint(0), .varint(3)) + entry(101, .varint, .varint(1), .varint(1))
        expected += entry(108, .fixed64, .fixed64(2), .fixed64(2)) + entry(108, .fixed64, .fixed64(.max), .fixed64(1))
        expected += entry(111, .varint, .varint(0), .varint(1)) + entry(111, .varint, .varint(1), .varint(0))
        for key in ["", "e\u{301}x", "f", "\u{e9}", "\u{ffff}", "\u{1f600}"] {
            expected += entry(112, .lengthDelimited, .string(key), .string(""))
        }
        #expect(try message.encoded(options: Self.deterministic) == expected.bytes)
    }

    @Test func sizesOfSubMessagesGoWithTheirEntries() throws {
        let (message, _) = twins((0..<300).map { String(repeating: "x", count: $0) })
        let parent = Everything(choice: .choiceEverything(message), children: [message, message])
        try parent.withEncodedSize(options: Self.deterministic) { size, write in
            var bytes = [UInt8](repeating: 0, count: size)
            bytes.withUnsafeMutableBytes { write($0) }
            #expect((try? Everything(decoding: bytes)) == parent)
        }
    }

    /// Python's deterministic output is the same, byte for byte. Not upb's, which puts `aa` before `a`.
    @Test func pythonWritesTheSameBytes() throws {
        let peer = try PythonPeer(message: "Everything", of: "martlet/test/everything.proto", seed: 6, isPure: true)
        for round in 1...300 {
            let bytes = try Everything(decoding: peer.randomMessage()).encoded(options: Self.deterministic)
            #expect(try peer.reencode(bytes) == bytes, "round \(round)")
        }
    }
}
