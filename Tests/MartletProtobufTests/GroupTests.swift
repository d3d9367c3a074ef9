import MartletProtobuf
import Testing

@Suite struct GroupTests {
    private func group(_ number: Int, _ parts: [WireBytes]) -> [WireBytes] {
        [.tag(number, .startGroup)] + parts + [.tag(number, .endGroup)]
    }

    @Test func groupsAreReadAndWritten() throws {
        let one: [WireBytes] = [.tag(1, .varint), .varint(1)]
        let inner = group(8, one)
        let parts = group(7, one + [.tag(2, .lengthDelimited), .string("n")])
            + group(8, one) + group(8, [.tag(2, .lengthDelimited), .nested(inner)])
        let message = try Legacy(parts)
        #expect(message.single == Legacy.Single(id: 1, name: "n"))
        #expect(message.several.map(\.id) == [1, nil])
        #expect(message.several.last?.nested?.several.first?.id == 1)
        #expect(try message.encoded() == parts.bytes)
    }

    @Test func groupsOfAOneofAreMerged() throws {
        let message = try Legacy(group(6, []) + group(6, [.tag(1, .varint), .varint(4)]))
        #expect(message.choice == .chosengroup(Legacy.ChosenGroup(id: 4)))
        #expect(message.description == "chosengroup { id: 4 }")
    }

    @Test func groupsMustEndWhereTheyBegan() {
        let start = WireBytes.tag(7, .startGroup)
        #expect(failure(Legacy.self, [start]) == .truncated)
        #expect(failure(Legacy.self, [.tag(7, .endGroup)]) == .unmatchedEndGroup)
        #expect(failure(Legacy.self, [start, .tag(8, .endGroup)]) == .unmatchedEndGroup)
        #expect(failure(Legacy.self, [.tag(7, .lengthDelimited), .nested([.tag(7, .endGroup)])]) == nil)
        let acrossAnEnd: [WireBytes] = [.tag(17, .lengthDelimited), .nested([.tag(9, .startGroup)]), .tag(9, .endGroup)]
        #expect(failure(Everything.self, acrossAnEnd) == .truncated)
    }

    @Test func groupsCountAsLevels() {
        func nested(_ depth: Int) -> [WireBytes] {
            Array(repeating: .tag(999, .startGroup), count: depth)
                + Array(repeating: .tag(999, .endGroup), count: depth)
        }
        #expect(failure(Everything.self, nested(100)) == nil)
        #expect(failure(Everything.self, nested(101)) == .nestingTooDeep)
        #expect(failure(Everything.self, nested(5_000)) == .nestingTooDeep)
    }
}
