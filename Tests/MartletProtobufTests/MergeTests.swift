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
}
