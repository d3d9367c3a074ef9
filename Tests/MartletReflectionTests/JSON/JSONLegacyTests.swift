import MartletProtobuf
import MartletReflection
import Testing

/// What proto2 and editions add: required fields, groups, extensions, oneofs of it all.
@Suite struct JSONLegacyTests {
    @Test func requiredFieldsMustBeThere() throws {
        #expect(try rewritten(#"{"id":0}"#, as: "Strict") == #"{"id":0}"#)
        for (text, path) in [
            ("{}", ""), (#"{"id":null}"#, ""), (#"{"id":1,"inner":{}}"#, "inner"),
            (#"{"id":1,"list":[{"id":1},{}]}"#, "list[1]"),
            (#"{"id":1,"byName":{"a":{}}}"#, "byName.a"),
        ] {
            let error = try refusal(of: text, as: "Strict")
            #expect(error?.reason == .missingRequired("id"))
            #expect(error?.path == path)
        }
        #expect(try refusal(of: "{}", as: "Mixed")?.reason == .missingRequired("required"))
    }

    @Test func requiredFieldsMayBeMissingWhenAllowed() throws {
        let text = #"{"inner":{},"list":[{}]}"#
        let message = try DynamicMessage(
            json: text, as: JSONSchema.message("Strict"), options: JSONDecodingOptions(allowPartial: true))
        #expect(try message.jsonString(options: JSONEncodingOptions(allowPartial: true)) == text)
        let error = #expect(throws: JSONEncodeError.self) { try message.jsonString() }
        #expect(error?.reason == .missingRequired("id"))
    }

    @Test func groupsAreMessagesByTheNameOfTheirField() throws {
        let text = #"{"single":{"id":1},"several":[{"name":"a"},{}]}"#
        #expect(try rewritten(text, as: "Extensible") == text)
        _ = try refusal(of: #"{"Single":{}}"#, as: "Extensible")
        let mixed = #"{"required":1,"delimited":{"id":1},"part":{"id":0,"name":"x"}}"#
        #expect(try rewritten(mixed, as: "Mixed") == mixed)
    }

    @Test func extensionsStandInBrackets() throws {
        let text = """
            {"own":1,"[martlet.jsontest.Extensible.inner_number]":"5","[martlet.jsontest.note]":{"text":"x"},\
            "[martlet.jsontest.numbers]":[1,2],"[martlet.jsontest.extension_grade]":"GRADE_TWO",\
            "[martlet.jsontest.extensiongroup]":{"value":3}}
            """
        #expect(try rewritten(text, as: "Extensible") == text)
        #expect(try rewritten(text, as: "Extensible", .default, JSONEncodingOptions(originalNames: true)) == text)
    }

    @Test(arguments: [
        "[martlet.jsontest.unknown]", "martlet.jsontest.note", "note", "[note]", "[]", "[", "[.martlet.jsontest.note]",
        "[martlet.jsontest.note", "[martlet.jsontest.Extensible.own]",
    ])
    func otherExtensionsAreUnknown(name: String) throws {
        _ = try refusal(of: "{\"\(name)\":{}}", as: "Extensible")
        let ignoring = JSONDecodingOptions(ignoreUnknownFields: true)
        #expect(try rewritten("{\"\(name)\":{}}", as: "Extensible", ignoring) == "{}")
    }

    @Test func anExtensionOfAnotherMessageIsUnknown() throws {
        _ = try refusal(of: #"{"[martlet.jsontest.note]":{}}"#, as: "Note")
    }

    @Test func aOneofHasOneField() throws {
        #expect(try rewritten(#"{"first":null,"second":"a"}"#, as: "Extensible") == #"{"second":"a"}"#)
        #expect(try rewritten(#"{"second":"a","first":null}"#, as: "Extensible") == #"{"second":"a"}"#)
        #expect(try rewritten(#"{"first":0}"#, as: "Extensible") == #"{"first":0}"#)
        #expect(try rewritten(#"{"second":""}"#, as: "Extensible") == #"{"second":""}"#)
        for text in [#"{"first":1,"second":"a"}"#, #"{"second":"","first":0}"#] {
            #expect(try refusal(of: text, as: "Extensible")?.reason == .oneofSetTwice(oneofName: "choice"))
        }
    }

    @Test func defaultsAreNotWritten() throws {
        #expect(try rewritten(#"{"id":1}"#, as: "Strict") == #"{"id":1}"#)
        #expect(try rewritten(#"{"text":"given"}"#, as: "Extensible") == #"{"text":"given"}"#)
    }
}
