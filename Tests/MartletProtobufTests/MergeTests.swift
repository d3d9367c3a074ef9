import MartletProtobuf
import Testing

@Suite struct MergeTests {
    @Test func theLastSingularValueWins() throws {
        let parts: [WireBytes] = [
            .tag(1, .varint), .varint(1), .tag(14, .lengthDelimited), .string("a"), .tag(1, .varint), .varint(2),
        ]
        #expect(try Everything(parts) == Everything(oneInt32: 2, oneString: "a"))
    }

    @Test func piecesOfASubMessageAreMerged() throws {
        let parts: [WireBytes] = [
            .tag(17, .lengthDelimited), .nested([.tag(1, .varint), .varint(2)]),
            .tag(17, .lengthDelimited), .nested([.tag(3, .lengthDelimited), .string("p")]),
            .tag(121, .lengthDelimited), .nested([.tag(41, .varint), .varint(1)]),
            .tag(121, .lengthDelimited), .nested([.tag(41, .varint), .varint(2)]),
        ]
        let message = try Everything(parts)
        #expect(message.onePoint == Point(x: 1, label: "p"))
        #expect(message.child?.manyInt32 == [1, 2])
    }

    @Test func theLastCaseOfAOneofWins() throws {
        let parts: [WireBytes] = [
            .tag(81, .varint), .varint(1), .tag(94, .lengthDelimited), .string("s"), .tag(93, .varint), .varint(0),
        ]
        let message = try Everything(parts)
        #expect(message.choice == .choiceBool(false))
        #expect(message.choiceString == nil)
        #expect(try message.encoded() == [.tag(93, .varint), .varint(0)].bytes)
    }

    @Test func aOneofMessageIsMergedOnlyWithItself() throws {
        let x: [WireBytes] = [.tag(97, .lengthDelimited), .nested([.tag(1, .varint), .varint(2)])]
        let label: [WireBytes] = [.tag(97, .lengthDelimited), .nested([.tag(3, .lengthDelimited), .string("p")])]
        #expect(try Everything(x + label).choice == .choicePoint(Point(x: 1, label: "p")))
        let between: [WireBytes] = [.tag(81, .varint), .varint(1)]
        #expect(try Everything(x + between + label).choice == .choicePoint(Point(label: "p")))
    }

    /// A message in many pieces would otherwise be copied as many times.
    @Test func theArraysOfAOneofMessageGrowInPlace() throws {
        var choice = Everything()
        choice.manyInt32.reserveCapacity(1000)
        choice.manyInt32.append(1)
        let place = choice.manyInt32.withUnsafeBufferPointer { $0.baseAddress }
        var message = Everything(choice: .choiceEverything(choice))
        // From here on only the oneof holds the array.
        choice = Everything()
        let piece: [WireBytes] = [.tag(98, .lengthDelimited), .nested([.tag(41, .varint), .varint(2)])]
        try message.merge(from: piece.bytes)
        #expect(message.choiceEverything?.manyInt32 == [1, 2])
        #expect(message.choiceEverything?.manyInt32.withUnsafeBufferPointer { $0.baseAddress } == place)
    }

    @Test func accessorsOfAOneofReadAndReplaceIt() {
        var message = Everything(choice: .choiceInt32(1))
        #expect(message.choiceInt32 == 1 && message.choiceInt64 == nil)
        message.choiceInt64 = 2
        #expect(message.choice == .choiceInt64(2))
        message.choiceInt32 = nil
        #expect(message.choice == nil)
    }

    @Test func boxedSubMessagesAreValues() throws {
        var first = Everything(child: Everything(oneInt32: 1))
        let second = first
        first.child?.oneInt32 = 2
        #expect(second.child?.oneInt32 == 1 && first.child?.oneInt32 == 2 && first != second)
        first.child = nil
        #expect(first == Everything() && second.child != nil)
    }

    @Test func packedAndUnpackedElementsMayBeMixed() throws {
        let parts: [WireBytes] = [
            .tag(41, .varint), .varint(1), .tag(41, .lengthDelimited), .nested([.varint(2), .varint(3)]),
            .tag(41, .varint), .varint(4), .tag(41, .lengthDelimited), .nested([]),
            .tag(61, .lengthDelimited), .nested([.varint(5), .varint(6)]), .tag(61, .varint), .varint(7),
            .tag(48, .fixed64), .fixed64(8), .tag(48, .lengthDelimited), .nested([.fixed64(9)]),
            .tag(56, .varint), .varint(1), .tag(56, .lengthDelimited), .nested([.varint(77)]),
        ]
        let message = try Everything(parts)
        #expect(message.manyInt32 == [1, 2, 3, 4] && message.looseInt32 == [5, 6, 7])
        #expect(message.manyFixed64 == [8, 9] && message.manyColor == [.red, Color(rawValue: 77)])
    }

    @Test func theLastEntryOfAKeyReplacesTheOthers() throws {
        func entry(_ key: String, _ point: [WireBytes]) -> [WireBytes] {
            let value: [WireBytes] = [.tag(2, .lengthDelimited), .nested(point)]
            return [.tag(117, .lengthDelimited), .nested([.tag(1, .lengthDelimited), .string(key)] + value)]
        }
        let first = entry("a", [.tag(1, .varint), .varint(2)])
        let second = entry("a", [.tag(3, .lengthDelimited), .string("p")])
        #expect(try Everything(first + second).mapStringPoint == ["a": Point(label: "p")])
    }

    /// Inside one entry the rules are those of a message: the last key, and the value's pieces merged.
    @Test func piecesOfOneEntryAreMerged() throws {
        let entry: [WireBytes] = [
            .tag(2, .lengthDelimited), .nested([.tag(1, .varint), .varint(2)]),
            .tag(1, .lengthDelimited), .string("a"), .tag(1, .lengthDelimited), .string("b"),
            .tag(2, .lengthDelimited), .nested([.tag(3, .lengthDelimited), .string("p")]),
        ]
        let message = try Everything([.tag(117, .lengthDelimited), .nested(entry)])
        #expect(message.mapStringPoint == ["b": Point(x: 1, label: "p")])
    }

    @Test func groupsAreMergedLikeOtherMessages() throws {
        let parts: [WireBytes] = [
            .tag(7, .startGroup), .tag(1, .varint), .varint(1), .tag(7, .endGroup),
            .tag(7, .startGroup), .tag(2, .lengthDelimited), .string("n"), .tag(7, .endGroup),
        ]
        let group = try Legacy(parts).single
        #expect(group?.id == 1 && group?.name == "n")
    }

    @Test func mergingAMessageIsDecodingItBehindTheOther() throws {
        for seed in 1...300 as ClosedRange<UInt64> {
            var random = RandomWire(seed: seed)
            let first = random.message(Everything._pbFields).bytes
            let second = random.message(Everything._pbFields).bytes
            let whole = try Everything(decoding: first + second)
            var inPieces = try Everything(decoding: first)
            try inPieces.merge(from: second)
            #expect(try inPieces.encoded(options: .init(deterministic: true))
                == whole.encoded(options: .init(deterministic: true)), "seed \(seed)")
        }
    }

    @Test func aMessageTakesInTheFieldsThatAreSetInAnother() throws {
        var message = Everything(oneInt32: 1, oneString: "a", onePoint: Point(x: 1), manyInt32: [1], mapInt32: [1: 1])
        try message.merge(Everything(oneString: "b", onePoint: Point(y: 2), manyInt32: [2], mapInt32: [1: 2, 2: 2]))
        #expect(message == Everything(
            oneInt32: 1, oneString: "b", onePoint: Point(x: 1, y: 2), manyInt32: [1, 2], mapInt32: [1: 2, 2: 2]))
    }

    @Test func aMessageNestedDeeperThanPeersMayNestIsMergedToo() throws {
        var deep = Everything(oneInt32: 1)
        for _ in 0..<150 { deep = Everything(child: deep) }
        var message = Everything()
        try message.merge(deep)
        #expect(message == deep)
    }

    @Test func whatStandsBeforeAnErrorIsMerged() {
        var message = Everything(oneInt32: 1)
        let bytes = ([.tag(2, .varint), .varint(5), .tag(14, .lengthDelimited), .varint(9)] as [WireBytes]).bytes
        let error = #expect(throws: DecodeError.self) { try message.merge(from: bytes) }
        #expect(error?.fieldNumber == 14 && message == Everything(oneInt32: 1, oneInt64: 5))
    }
}
