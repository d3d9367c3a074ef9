import MartletProtobuf
import Testing

@Suite struct RequiredFieldTests {
    private func decodingFailure(_ parts: [WireBytes]) -> DecodeError? {
        do throws(DecodeError) {
            _ = try Demanding(decoding: parts.bytes)
            return nil
        } catch {
            return error
        }
    }

    private func encodingFailure(_ message: Demanding) -> EncodeError? {
        do throws(EncodeError) {
            _ = try message.encoded()
            return nil
        } catch {
            return error
        }
    }

    @Test func decodingNamesThePathToTheMissingField() {
        let id: [WireBytes] = [.tag(1, .varint), .varint(1)]
        func nested(_ number: Int, _ parts: [WireBytes]) -> [WireBytes] {
            [.tag(number, .lengthDelimited), .nested(parts)]
        }
        #expect(decodingFailure(id) == nil)
        #expect(decodingFailure([])?.fieldPath == "id")
        #expect(decodingFailure(id + nested(2, []))?.fieldPath == "child.id")
        let deep = decodingFailure(id + nested(3, id) + nested(3, id + nested(3, [])))
        #expect(deep?.fieldPath == "parts[1].parts[0].id")
        #expect(decodingFailure(id + nested(5, []))?.fieldPath == "chosen.id")
        let entry: [WireBytes] = [.tag(1, .lengthDelimited), .string("a"), .tag(2, .lengthDelimited), .nested([])]
        #expect(decodingFailure(id + nested(4, entry))?.fieldPath == "by_name[a].id")
        #expect(decodingFailure(id + [.tag(6, .startGroup), .tag(6, .endGroup)])?.fieldPath == "detail.text")
        #expect(decodingFailure(id + nested(4, entry))?.fieldNumber == 1)
        let text = "martlet.test.Demanding.id (field 1): a required field is missing at byte 0"
        #expect(decodingFailure([])?.description == text)
    }

    @Test func mergingAsksForThemOnlyWhenItEnds() throws {
        var message = Demanding()
        let part = ([.tag(3, .lengthDelimited), .nested([.tag(1, .varint), .varint(2)])] as [WireBytes]).bytes
        let error = #expect(throws: DecodeError.self) { try message.merge(from: part) }
        #expect(error?.reason == .missingRequiredField && message.parts == [Demanding(id: 2)])
        try message.merge(from: part, options: DecodingOptions(allowPartial: true))
        try message.merge(Demanding(parts: [Demanding()]))
        #expect(message.parts.count == 3 && message.id == nil)
        try message.merge(from: [8, 1], options: DecodingOptions(allowPartial: true))
        #expect(message.id == 1)
    }

    @Test func encodingNamesThePathToTheMissingField() {
        #expect(encodingFailure(Demanding(id: 1)) == nil)
        let error = encodingFailure(Demanding(id: 1, child: Demanding(id: 2, parts: [Demanding()])))
        #expect(error == .missingRequiredField(messageName: "martlet.test.Demanding", fieldPath: "child.parts[0].id"))
        #expect(error?.description == "martlet.test.Demanding.child.parts[0].id: a required field is missing")
    }

    @Test func partialMessagesPassWhenTheyAreAllowed() throws {
        let partial = try Demanding(decoding: [0x12, 0], options: DecodingOptions(allowPartial: true))
        #expect(partial.child == Demanding())
        #expect(try partial.encoded(options: EncodingOptions(allowPartial: true)) == [0x12, 0])
        #expect(partial.description == "child { }")
    }

    @Test func aMessageMayComeInPiecesThatLackFields() throws {
        // The first piece of `child` has no id; only the merged one counts.
        let bytes: [UInt8] = [8, 1, 0x12, 0, 0x12, 2, 8, 7]
        #expect(try Demanding(decoding: bytes).child?.id == 7)
    }

    @Test func defaultsStandInForWhatIsNotSet() {
        #expect(Legacy().retriesOrDefault == 3)
        #expect(Legacy(retries: 5).retriesOrDefault == 5)
        #expect(Legacy.defaultRetries == 3)
    }
}
