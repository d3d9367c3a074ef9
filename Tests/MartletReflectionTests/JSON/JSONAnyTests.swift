import MartletProtobuf
import MartletReflection
import Testing

@Suite struct JSONAnyTests {
    private static let prefix = "type.googleapis.com/"
    private static let item = #""@type":"type.googleapis.com/martlet.jsontest.Item""#

    private static func any(_ type: String, _ value: String) -> String {
        #"{"@type":"\#(prefix)google.protobuf.\#(type)","value":\#(value)}"#
    }

    @Test(arguments: [
        "{}", "{\(item)}", #"{\#(item),"number":1,"name":"a"}"#,
        #"{"@type":"type.googleapis.com/google.protobuf.Empty"}"#,
        any("Timestamp", "\"1970-01-01T00:00:00Z\""), any("Duration", "\"1.500s\""), any("FieldMask", "\"a,bC\""),
        any("Int32Value", "12345"),
        any("Struct", #"{"foo":1}"#), any("Value", "1"), any("Value", #"{"foo":1}"#), any("Value", "null"),
        any("ListValue", "[[]]"),
        any("Any", #"{\#(item),"number":12345}"#), any("Any", any("Any", any("BoolValue", "true"))), any("Any", "{}"),
        #"{"@type":"a/b/c/martlet.jsontest.Item","number":1}"#, #"{"@type":"/martlet.jsontest.Item"}"#,
        #"{"@type":"x/martlet.jsontest.WellKnown","any":{\#(item),"number":5},"value":[1],"anys":[{}]}"#,
    ])
    func contentIsReadAndWritten(any: String) throws {
        let text = "{\"any\":\(any)}"
        #expect(try rewritten(text, as: "WellKnown") == text)
    }

    @Test(arguments: [
        (#"{"number":1,"name":"a",\#(item)}"#, #"{\#(item),"number":1,"name":"a"}"#),
        (#"{"number":1,\#(item),"name":null}"#, #"{\#(item),"number":1}"#),
        (#"{"value":1,"@type":"x/google.protobuf.Value"}"#, #"{"@type":"x/google.protobuf.Value","value":1}"#),
        (#"{"\u0040type":"x/martlet.jsontest.Item","number":2}"#, #"{"@type":"x/martlet.jsontest.Item","number":2}"#),
        (#"{"value":{"value":{"number":1,\#(item)},"@type":"x/google.protobuf.Any"},"@type":"y/google.protobuf.Any"}"#,
         #"{"@type":"y/google.protobuf.Any","value":{"@type":"x/google.protobuf.Any","value":{\#(item),"number":1}}}"#),
    ])
    func theTypeStandsAnywhere(any: String, written: String) throws {
        #expect(try rewritten("{\"any\":\(any)}", as: "WellKnown") == "{\"any\":\(written)}")
    }

    @Test(arguments: [
        #"{"number":1}"#, #"{"value":"AQI="}"#, #"{"@type":"","value":""}"#, #"{"@type":"not_a_url","value":""}"#,
        #"{"@type":"x/"}"#, #"{"@type":"/"}"#,
        #"{"@type":1}"#, #"{"@type":null}"#, #"{"@type":"x/no.Type"}"#, #"{"@type":"x/google.protobuf.Timestamp"}"#,
        #"{"@type":"martlet.jsontest.Item"}"#,
        #"{"@type":"x/google.protobuf.Timestamp","value":1}"#,
        #"{"@type":"x/google.protobuf.Timestamp","value":"0s","extra":1}"#,
        #"{"@type":"x/google.protobuf.Int32Value","value":null}"#, #"{"@type":"x/google.protobuf.Int32Value"}"#,
        #"{\#(item),"other":1}"#,
        #"{\#(item),"value":{"number":1}}"#, #"{\#(item),"number":"a"}"#, #"{\#(item),\#(item)}"#,
        #"{\#(item),"number":1,"number":2}"#, "[]", "1", #""x""#,
        #"{"@type":"x/google.protobuf.Any","value":{"@type":"x/no.Type"}}"#,
        #"{"@type":"x/martlet.jsontest.Strict"}"#, #"{"@type":"x/martlet.jsontest.Size"}"#,
        #"{"typeUrl":"x/martlet.jsontest.Item","value":""}"#, #"{"@type":"x/google.protobuf.Empty","value":1}"#,
    ])
    func otherFormsAreRefused(any: String) throws {
        #expect(try refusal(of: "{\"any\":\(any)}", as: "WellKnown")?.path.hasPrefix("any") == true)
    }

    @Test func errorsInsideHaveTheirPath() throws {
        let text = #"{"anys":[{},{"@type":"x/martlet.jsontest.WellKnown","times":["1970-01-01T00:00:00Z","x"]}]}"#
        #expect(try refusal(of: text, as: "WellKnown")?.path == "anys[1].times[1]")
        let strict = #"{"any":{"@type":"x/martlet.jsontest.Strict"}}"#
        #expect(try refusal(of: strict, as: "WellKnown")?.reason == .missingRequired("id"))
    }

    @Test func unknownFieldsInsideAreIgnoredWhenAskedTo() throws {
        let ignoring = JSONDecodingOptions(ignoreUnknownFields: true)
        let duration = #""@type":"x/google.protobuf.Duration""#
        let text = #"{"any":{\#(Self.item),"a":1,"number":2},"anys":[{"value":"1s","b":2,\#(duration)}]}"#
        let read = #"{"any":{\#(Self.item),"number":2},"anys":[{\#(duration),"value":"1s"}]}"#
        #expect(try rewritten(text, as: "WellKnown", ignoring) == read)
    }

    @Test func typesAreLookedForInThePoolOfTheOptions() throws {
        let text = #"{"any":{"@type":"x/martlet.jsontest.Item","number":2}}"#
        let type = try JSONSchema.message("WellKnown")
        let none = DescriptorPool()
        let error = #expect(throws: JSONDecodeError.self) {
            try DynamicMessage(json: text, as: type, options: JSONDecodingOptions(pool: none))
        }
        #expect(error?.reason == .unknownType("\"x/martlet.jsontest.Item\""))
        let message = try DynamicMessage(json: text, as: type)
        let failure = #expect(throws: JSONEncodeError.self) {
            try message.jsonString(options: JSONEncodingOptions(pool: none))
        }
        #expect(failure?.reason == .unknownType("\"x/martlet.jsontest.Item\""))
        #expect(try message.jsonString(options: JSONEncodingOptions(pool: JSONSchema.pool)) == text)
    }

    @Test func equalContentHasEqualBytes() throws {
        let type = try JSONSchema.message("WellKnown")
        let keys = (0..<40).map { "\"k\($0)\":\($0)" }
        func text(_ keys: [String]) -> String {
            #"{"any":{"@type":"x/google.protobuf.Struct","value":{\#(keys.joined(separator: ","))}}}"#
        }
        let first = try DynamicMessage(json: text(keys), as: type).encoded()
        #expect(try DynamicMessage(json: text(keys.reversed()), as: type).encoded() == first)
    }

    /// Each level of `Any` holds the bytes of all that are inside, so the limit also bounds how often they are copied.
    @Test func nestedAnysEndAtTheNestingLimit() throws {
        func nested(_ count: Int) -> String {
            var text = "{}"
            for _ in 0..<count { text = Self.any("Any", text) }
            return "{\"any\":\(text)}"
        }
        #expect(try rewritten(nested(98), as: "WellKnown") == nested(98))
        #expect(try refusal(of: nested(99), as: "WellKnown")?.reason == .nestingTooDeep(limit: 100))
    }
}
