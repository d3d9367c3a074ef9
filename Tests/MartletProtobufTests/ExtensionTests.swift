import MartletProtobuf
import Testing

@Suite struct ExtensionTests {
    @Test func everyShapeIsWrittenAsAnyFieldAndReadBack() throws {
        var message = Extensible(name: "n")
        try message.set(.remark, to: "r")
        try message.set(.season, to: .summer)
        try message.set(.seasons, to: [.spring, .summer])
        try message.set(.loose, to: [-1, 1])
        try message.set(.tight, to: [-1, 1])
        try message.set(.words, to: ["a", ""])
        try message.set(.note, to: Note(text: "t"))
        try message.set(.line, to: [Line(text: "u"), Line()])
        try message.set(Demanding.demandings, to: [Demanding(id: 1)])
        let parts: [WireBytes] = [
            .tag(1, .lengthDelimited), .string("n"), .tag(110, .lengthDelimited), .string("r"),
            .tag(111, .varint), .varint(2), .tag(112, .lengthDelimited), .nested([.varint(1), .varint(2)]),
            .tag(113, .varint), .varint(1), .tag(113, .varint), .varint(2),
            .tag(114, .lengthDelimited), .nested([.varint(1), .varint(2)]),
            .tag(115, .lengthDelimited), .string("a"), .tag(115, .lengthDelimited), .string(""),
            .tag(117, .startGroup), .tag(1, .lengthDelimited), .string("t"), .tag(117, .endGroup),
            .tag(118, .startGroup), .tag(1, .lengthDelimited), .string("u"), .tag(118, .endGroup),
            .tag(118, .startGroup), .tag(118, .endGroup),
            .tag(101, .lengthDelimited), .nested([.tag(1, .varint), .varint(1)]),
        ]
        #expect(try message.encoded() == parts.bytes)
        let copy = try Extensible(parts)
        #expect(copy == message)
        #expect(try copy.value(of: .remark) == "r")
        #expect(try copy.value(of: .season) == .summer)
        #expect(try copy.value(of: .seasons) == [.spring, .summer])
        #expect(try copy.value(of: .loose) == [-1, 1])
        #expect(try copy.value(of: .tight) == [-1, 1])
        #expect(try copy.value(of: .words) == ["a", ""])
        #expect(try copy.value(of: .note)?.text == "t")
        #expect(try copy.value(of: .line).map(\.text) == ["u", nil])
        #expect(try copy.value(of: Demanding.demandings).map(\.id) == [1])
    }

    @Test func whatIsNotThereIsNilOrEmpty() throws {
        var message = Extensible()
        #expect(!message.has(.remark))
        #expect(try message.value(of: .remark) == nil)
        #expect(ExtensionField<Extensible, String>.remark.defaultValue == "none")
        #expect(try message.value(of: .words).isEmpty)
        try message.set(.words, to: [])
        #expect(message.unknownFields.isEmpty)
    }

    @Test func settingReplacesAndClearingLeavesTheOthers() throws {
        var message = try Extensible([
            .tag(119, .varint), .varint(0), .tag(110, .lengthDelimited), .string("old"), .tag(150, .varint), .varint(9),
            .tag(110, .lengthDelimited), .string("older"),
        ])
        try message.set(.remark, to: "new")
        #expect(try message.value(of: .remark) == "new")
        #expect(try message.value(of: .flag) == false)
        message.clear(.remark)
        #expect(!message.has(.remark) && message.has(.flag))
        let kept: [WireBytes] = [.tag(119, .varint), .varint(0), .tag(150, .varint), .varint(9)]
        #expect(message.unknownFields.bytes == kept.bytes)
        message.clear(.flag)
        #expect(message.unknownFields.byteCount == 3)
    }

    @Test func piecesOfAMessageAreMergedAndTheLastNumberCounts() throws {
        func note(_ number: Int, _ text: String) -> [WireBytes] {
            [.tag(117, .startGroup), .tag(number, .lengthDelimited), .string(text), .tag(117, .endGroup)]
        }
        let message = try Extensible(
            note(1, "t") + [.tag(119, .varint), .varint(1)] + note(2, "a") + [.tag(119, .varint), .varint(0)])
        #expect(try message.value(of: .note) == Note(text: "t", author: "a"))
        #expect(try message.value(of: .flag) == false)
    }

    @Test func packedAndUnpackedAreBothRead() throws {
        let message = try Extensible([
            .tag(113, .lengthDelimited), .nested([.varint(2), .varint(4)]), .tag(113, .varint), .varint(6),
            .tag(112, .varint), .varint(1), .tag(112, .lengthDelimited), .nested([.varint(2), .varint(9)]),
        ])
        #expect(try message.value(of: .loose) == [1, 2, 3])
        #expect(try message.value(of: .seasons) == [.spring, .summer])
    }

    @Test func anUnknownNumberOfAClosedEnumIsKeptButIsNoValue() throws {
        let message = try Extensible([.tag(111, .varint), .varint(9)])
        #expect(try message.value(of: .season) == nil)
        #expect(try message.encoded() == [WireBytes.tag(111, .varint), .varint(9)].bytes)
    }

    @Test func anotherWireTypeIsNoValue() throws {
        let message = try Extensible([.tag(110, .varint), .varint(9), .tag(116, .varint), .varint(9)])
        #expect(try message.value(of: .remark) == nil)
        #expect(try message.value(of: .legacy) == nil)
    }

    @Test func badBytesAreFoundWhenTheValueIsAskedFor() throws {
        let message = try Extensible([.tag(116, .lengthDelimited), .nested([.tag(1, .varint)])])
        let error = #expect(throws: DecodeError.self) { try message.value(of: .legacy) }
        #expect(error?.reason == .truncated)
        #expect(error?.description
            == "martlet.test.Extensible.[martlet.test.legacy]: value ends after its message at byte 4")
        let deep = DecodingOptions(nestingLimit: 0)
        #expect(throws: DecodeError.self) { try message.value(of: .legacy, options: deep) }
    }

    @Test func requiredFieldsOfAnExtensionAreAskedFor() throws {
        var message = Extensible()
        let refused = #expect(throws: EncodeError.self) { try message.set(Demanding.demanding, to: Demanding()) }
        #expect(refused == .missingRequiredField(
            messageName: "martlet.test.Extensible", fieldPath: "[martlet.test.Demanding.demanding].id"))
        try message.set(Demanding.demanding, to: Demanding(), options: EncodingOptions(allowPartial: true))
        let error = #expect(throws: DecodeError.self) { try message.value(of: Demanding.demanding) }
        #expect(error?.reason == .missingRequiredField)
        let partial = DecodingOptions(allowPartial: true)
        #expect(try message.value(of: Demanding.demanding, options: partial) == Demanding())
    }

    @Test func valuesAreNotInDescriptions() throws {
        var message = Extensible()
        try message.set(.remark, to: "secret")
        #expect(message.description == "(1 unknown field)")
    }
}
