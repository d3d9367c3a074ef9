import MartletProtobuf
import MartletReflection
import Testing

/// Generated messages, by way of their descriptors.
@Suite struct JSONDescribedMessageTests {
    @Test func generatedMessagesAreReadAndWritten() throws {
        var message = Everything()
        message.oneInt64 = -5
        message.maybeBool = false
        message.oneColor = .negative
        message.manyPoint = [Point(x: 1, label: "a")]
        message.mapStringPoint = ["k": Point(y: -1)]
        message.choice = .choiceBytes([1, 2])
        let text = """
            {"oneInt64":"-5","oneColor":"COLOR_NEGATIVE","maybeBool":false,"manyPoint":[{"x":1,"label":"a"}],\
            "choiceBytes":"AQI=","mapStringPoint":{"k":{"y":-1}}}
            """
        #expect(try message.jsonString() == text)
        #expect(try message.jsonBytes() == Array(text.utf8))
        #expect(try Everything(json: text) == message)
        #expect(try Everything(json: Array(text.utf8)) == message)
        let ignoring = JSONDecodingOptions(ignoreUnknownFields: true)
        #expect(try Everything(json: #"{"new":1}"#, options: ignoring) == Everything())
    }

    @Test func errorsNameTheMessage() {
        let error = #expect(throws: JSONDecodeError.self) { try Everything(json: #"{"manyPoint":[{},{"x":"a"}]}"#) }
        #expect(error?.description
            == "martlet.test.Everything: manyPoint[1].x: the string is not a number at line 1, column 23")
    }

    /// What JSON's own limit lets through is not refused for being deep in binary.
    @Test func depthIsThatOfTheJSON() throws {
        let depth = 150
        let text = String(repeating: #"{"child":"#, count: depth) + "{}" + String(repeating: "}", count: depth)
        let message = try Everything(json: text, options: JSONDecodingOptions(nestingLimit: depth + 1))
        #expect(try message.jsonString() == text)
    }

    @Test func requiredFieldsAreAskedForOnTheSideOfJSON() throws {
        let error = #expect(throws: JSONEncodeError.self) { try Demanding().jsonString() }
        #expect(error?.reason == .missingRequired("id"))
        #expect(try Demanding().jsonString(options: JSONEncodingOptions(allowPartial: true)) == "{}")
        #expect(throws: JSONDecodeError.self) { try Demanding(json: "{}") }
        #expect(try Demanding(json: "{}", options: JSONDecodingOptions(allowPartial: true)) == Demanding())
    }

    @Test func unknownFieldsAreNotInJSON() throws {
        let message = try Point(decoding: [0x08, 0x02, 0xf8, 0x3f, 0x01])
        #expect(!message.unknownFields.isEmpty)
        #expect(try message.jsonString() == #"{"x":1}"#)
    }
}
