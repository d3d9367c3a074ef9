import MartletProtobuf
import Testing

/// The wire form of `message_set_wire_format`: groups with an extension's number and its message.
@Suite struct MessageSetTests {
    private static var id: [WireBytes] { [.tag(1, .varint), .varint(5)] }

    private func item(_ parts: [WireBytes]) -> [WireBytes] {
        [.tag(1, .startGroup)] + parts + [.tag(1, .endGroup)]
    }

    private func number(_ number: Int) -> [WireBytes] { [.tag(2, .varint), .varint(UInt64(number))] }
    private func message(_ parts: [WireBytes]) -> [WireBytes] { [.tag(3, .lengthDelimited), .nested(parts)] }

    @Test func extensionsAreWrittenAsItems() throws {
        var set = Collection()
        try set.set(Entry.entry, to: Entry(id: 5))
        try set.set(OtherEntry.entry, to: OtherEntry(name: "n"))
        let plain: [WireBytes] = [.tag(1, .lengthDelimited), .string("n")]
        let bytes = (item(number(1000) + message(Self.id)) + item(number(1001) + message(plain))).bytes
        #expect(try set.encoded() == bytes)
        #expect(try Collection(decoding: bytes).value(of: Entry.entry) == Entry(id: 5))
        set.clear(Entry.entry)
        #expect(!set.has(Entry.entry) && set.has(OtherEntry.entry))
    }

    @Test func anItemMayNameItsNumberLast() throws {
        let set = try Collection(item(message(Self.id) + number(1000)))
        #expect(try set.value(of: Entry.entry) == Entry(id: 5))
    }

    @Test func itemsOfOneExtensionAreMergedAndOfTwoMessagesInOneTheFirstCounts() throws {
        let child: [WireBytes] = [.tag(2, .lengthDelimited), .nested(Self.id)]
        let set = try Collection(
            item(number(1000) + message(Self.id) + message([.tag(1, .varint), .varint(9)]))
                + item(number(1000) + message(child)))
        #expect(try set.value(of: Entry.entry) == Entry(id: 5, child: Entry(id: 5)))
    }

    @Test func aPlainFieldCountsAsWell() throws {
        let set = try Collection([.tag(1000, .lengthDelimited), .nested(Self.id)])
        #expect(try set.value(of: Entry.entry) == Entry(id: 5))
    }

    @Test func whatIsNotKnownIsPassedOn() throws {
        let parts = item(number(77) + message(Self.id)) + item([]) + item(number(1000))
        let set = try Collection(parts)
        #expect(try set.encoded() == parts.bytes)
        #expect(try set.value(of: Entry.entry) == Entry())
    }
}
