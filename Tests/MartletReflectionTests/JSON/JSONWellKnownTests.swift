import MartletProtobuf
import MartletReflection
import Testing

/// Messages of `google.protobuf` that have a JSON form of their own.
@Suite struct JSONWellKnownTests {
    /// What is written differs from what is read only where it says so.
    @Test(arguments: [
        #"{"time":"2026-01-31T12:00:00.500Z"}"#,
        #"{"times":["0001-01-01T00:00:00Z","9999-12-31T23:59:59.999999999Z"]}"#,
        #"{"duration":"-1.500s"}"#, #"{"durations":["0s","1s"]}"#, #"{"mask":"a,bC.dE"}"#, #"{"mask":""}"#,
        #"{"empty":{}}"#,
        #"{"doubleValue":1.5,"floatValue":"NaN","int64Value":"-1","uint64Value":"1","int32Value":0,"uint32Value":7}"#,
        #"{"boolValue":false,"stringValue":"","bytesValue":"AQI="}"#,
        #"{"int64Values":["1","2"],"bytesValues":["",""]}"#,
        #"{"timeMap":{"-1":"1970-01-01T00:00:00Z"},"stringMap":{"1":"a","2":""}}"#, #"{"structure":{}}"#,
        #"{"list":[]}"#,
        #"{"structure":{"":1,"a":[null,true,{"b":"x"}],"b":-1.5}}"#, #"{"value":null}"#, #"{"value":{"value":1}}"#,
        #"{"values":[null,1,"a",false,[],{}]}"#, #"{"lists":[[],[[1]]]}"#, #"{"valueMap":{"false":null,"true":[1]}}"#,
        #"{"nulls":[null,null],"nullMap":{"a":null}}"#, #"{"chosenNull":null}"#, #"{"chosenValue":null}"#,
        #"{"chosenBool":false}"#,
    ])
    func formsAreReadAndWritten(text: String) throws {
        #expect(try rewritten(text, as: "WellKnown") == text)
    }

    @Test(arguments: [
        (#"{"time":"1969-12-31T16:00:00-08:00"}"#, #"{"time":"1970-01-01T00:00:00Z"}"#),
        (#"{"duration":"1.000000000s"}"#, #"{"duration":"1s"}"#),
        (#"{"int64Value":1,"doubleValue":"1.5"}"#, #"{"doubleValue":1.5,"int64Value":"1"}"#),
        (#"{"bytesValue":"-_"}"#, #"{"bytesValue":"+w=="}"#),
        (#"{"nulls":["NULL_VALUE",0,null]}"#, #"{"nulls":[null,null,null]}"#),
        (#"{"chosenNull":"NULL_VALUE"}"#, #"{"chosenNull":null}"#),
        (#"{"null":null}"#, "{}"), (#"{"value":1e2}"#, #"{"value":100}"#), (#"{"value":1.0}"#, #"{"value":1}"#),
        (#"{"any":null,"time":null,"duration":null,"mask":null,"structure":null}"#, "{}"),
        (#"{"list":null,"empty":null,"int64Value":null}"#, "{}"),
        (#"{"times":null,"values":null,"valueMap":null,"nulls":null}"#, "{}"),
        (#"{"chosenText":"a","chosenTime":null}"#, #"{"chosenText":"a"}"#),
        (#"{"time":"1970-01-01T00:00:00\u005a"}"#, #"{"time":"1970-01-01T00:00:00Z"}"#),
        (#"{"structure":{"b":1,"a":2}}"#, #"{"structure":{"a":2,"b":1}}"#),
    ])
    func otherFormsAreReadToo(text: String, written: String) throws {
        #expect(try rewritten(text, as: "WellKnown") == written)
    }

    @Test(arguments: [
        (#"{"time":"yesterday"}"#, "time"), (#"{"time":1}"#, "time"), (#"{"time":{}}"#, "time"),
        (#"{"time":{"seconds":1}}"#, "time"),
        (#"{"times":[null]}"#, "times[0]"), (#"{"duration":"1"}"#, "duration"), (#"{"duration":1}"#, "duration"),
        (#"{"mask":"a_b"}"#, "mask"),
        (#"{"mask":{"paths":["a"]}}"#, "mask"), (#"{"structure":[]}"#, "structure"),
        (#"{"structure":"{}"}"#, "structure"), (#"{"list":{}}"#, "list"),
        (#"{"structure":{"a":1e400}}"#, "structure.a"), (#"{"value":[1,-1e309]}"#, "value[1]"),
        (#"{"int64Value":{"value":1}}"#, "int64Value"),
        (#"{"int64Values":[null]}"#, "int64Values[0]"), (#"{"boolValue":1}"#, "boolValue"),
        (#"{"stringValue":1}"#, "stringValue"),
        (#"{"int32Value":"2147483648"}"#, "int32Value"), (#"{"empty":{"a":1}}"#, "empty.a"),
        (#"{"empty":[]}"#, "empty"), (#"{"null":"OTHER"}"#, "null"),
        (#"{"null":false}"#, "null"), (#"{"null":{}}"#, "null"), (#"{"structures":[null]}"#, "structures[0]"),
        (#"{"lists":[null]}"#, "lists[0]"),
        (#"{"anys":[null]}"#, "anys[0]"), (#"{"timeMap":{"1":null}}"#, #"timeMap["1"]"#),
        (#"{"chosenNull":null,"chosenText":""}"#, "chosenText"),
        (#"{"chosenValue":null,"chosenNull":null}"#, "chosenNull"), (#"{"structure":{"a":1,"a":2}}"#, "structure.a"),
    ])
    func otherValuesAreRefused(text: String, path: String) throws {
        #expect(try refusal(of: text, as: "WellKnown")?.path == path)
    }

    @Test func theyStandAloneToo() throws {
        for (name, text) in [
            ("Timestamp", "\"1970-01-01T00:00:00Z\""), ("Duration", "\"0s\""), ("Value", "null"),
            ("Value", "[1,{}]"), ("ListValue", "[]"),
            ("Struct", "{}"), ("Int64Value", "\"0\""), ("BytesValue", "\"\""), ("FieldMask", "\"\""),
            ("Empty", "{}"), ("Any", "{}"),
        ] {
            let type = try #require(JSONSchema.pool.message(named: "google.protobuf.\(name)"))
            #expect(try DynamicMessage(json: text, as: type).jsonString() == text)
        }
    }

    // MARK: What has no JSON form

    private func message(_ field: String, _ type: String, _ fields: [(String, DynamicValue)]) throws -> DynamicMessage {
        var nested = DynamicMessage(try #require(JSONSchema.pool.message(named: "google.protobuf.\(type)")))
        for (name, value) in fields { try nested.set(name, to: value) }
        var message = DynamicMessage(try JSONSchema.message("WellKnown"))
        let descriptor = try #require(message.descriptor.field(named: field))
        try message.set(descriptor, to: descriptor.isList ? .list([.message(nested)]) : .message(nested))
        return message
    }

    private func failure(
        _ field: String, _ type: String, _ fields: [(String, DynamicValue)]
    ) throws -> JSONEncodeError? {
        let message = try message(field, type, fields)
        return #expect(throws: JSONEncodeError.self) { try message.jsonString() }
    }

    @Test func valuesWithoutAFormAreErrors() throws {
        let cases: [(JSONEncodeError?, JSONEncodeError.Reason, String)] = [
            (try failure("times", "Timestamp", [("seconds", .int64(.min))]), .timestampOutOfRange, "times[0]"),
            (try failure("time", "Timestamp", [("nanos", .int32(-1))]), .timestampOutOfRange, "time"),
            (try failure("duration", "Duration", [("nanos", .int32(.max))]), .durationOutOfRange, "duration"),
            (try failure("mask", "FieldMask", [("paths", .list([.string("fooBar")]))]), .fieldMaskPath, "mask"),
            (try failure("value", "Value", [("number_value", .double(.nan))]), .valueNotFinite, "value"),
            (try failure("value", "Value", [("number_value", .double(-.infinity))]), .valueNotFinite, "value"),
            (try failure("values", "Value", []), .valueNotSet, "values[0]"),
            (try failure("any", "Any", [("value", .bytes([1]))]), .anyWithoutType, "any"),
            (try failure("any", "Any", [("type_url", .string("x/no.Type"))]), .unknownType("\"x/no.Type\""), "any"),
            (try failure("any", "Any", [("type_url", .string("no_url"))]), .unknownType("\"no_url\""), "any"),
        ]
        for (error, reason, path) in cases {
            #expect(error?.reason == reason)
            #expect(error?.path == path)
            #expect(error?.messageName == "martlet.jsontest.WellKnown")
        }
        let url = DynamicValue.string("t/martlet.jsontest.Item")
        let broken = try failure("any", "Any", [("type_url", url), ("value", .bytes([0xff]))])
        if case .invalidAny? = broken?.reason {} else { Issue.record("\(String(describing: broken))") }
    }

    @Test func pathsLeadInsideStructures() throws {
        let type = try JSONSchema.message("WellKnown")
        let text = #"{"structure":{"a b":[1,{"c":2}]},"children":[{},{"valueMap":{"true":1}}]}"#
        let bytes = try DynamicMessage(json: text, as: type).encoded()
        // The bits of 2 and of 1 as doubles, replaced by those of NaN.
        for (number, path) in [(2.0, #"structure["a b"][1].c"#), (1.0, #"structure["a b"][0]"#)] {
            let old = withUnsafeBytes(of: number.bitPattern.littleEndian, Array.init)
            let new = withUnsafeBytes(of: Double.nan.bitPattern.littleEndian, Array.init)
            var damaged = bytes
            let place = try #require(damaged.indices.first { damaged[$0...].starts(with: old) })
            damaged.replaceSubrange(place..<place + 8, with: new)
            let message = try DynamicMessage(decoding: damaged, as: type)
            let error = #expect(throws: JSONEncodeError.self) { try message.jsonString() }
            #expect(error?.path == path)
        }
    }

    /// Deep values have a limit on the way out too, so that what a program built can't use up the stack.
    @Test func nestingEndsAtItsLimit() throws {
        let type = try JSONSchema.message("WellKnown")
        func nested(_ count: Int) -> String {
            "{\"value\":\(String(repeating: "[", count: count))\(String(repeating: "]", count: count))}"
        }
        let message = try DynamicMessage(json: nested(99), as: type)
        #expect(try message.jsonString() == nested(99))
        #expect(try refusal(of: nested(100), as: "WellKnown")?.reason == .nestingTooDeep(limit: 100))
        #expect(try rewritten(nested(199), as: "WellKnown", JSONDecodingOptions(nestingLimit: 200)) == nested(199))
        let deep = try DynamicMessage(json: nested(200), as: type, options: JSONDecodingOptions(nestingLimit: 201))
        let error = #expect(throws: JSONEncodeError.self) { try deep.jsonString() }
        #expect(error?.reason == .nestingTooDeep(limit: 200))
        #expect(try deep.jsonString(options: JSONEncodingOptions(nestingLimit: 201)) == nested(200))
    }

    /// A message that only has the name of a well-known one is an ordinary message.
    @Test func otherMessagesOfTheNameAreOrdinary() throws {
        let field = FieldDescriptorProto(
            name: "seconds", number: 1, label: .optional, type: .string, jsonName: "seconds")
        let file = FileDescriptorProto(
            name: "other.proto", package: "google.protobuf",
            messageType: [DescriptorProto(name: "Timestamp", field: [field])], syntax: "proto3")
        let pool = try DescriptorPool(files: [file])
        let type = try #require(pool.message(named: "google.protobuf.Timestamp"))
        #expect(try DynamicMessage(json: #"{"seconds":"x"}"#, as: type).jsonString() == #"{"seconds":"x"}"#)
    }
}
