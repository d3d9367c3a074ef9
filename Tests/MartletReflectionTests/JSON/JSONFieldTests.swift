import MartletProtobuf
import MartletReflection
import Testing

/// Names, null, enums, maps and lists.
@Suite struct JSONFieldTests {
    @Test func fieldsAreFoundByEitherName() throws {
        let text = """
            {"plain":1,"twoWords":2,"Leading":3,"doubleUnderscore":4,"word2Number":5,"camelCase":6,"UpperCase":7,\
            "own name":8,"@at":9}
            """
        #expect(try rewritten(text, as: "Names") == text)
        let original = """
            {"plain":1,"two_words":2,"_leading":3,"double__underscore_":4,"word_2_number":5,"camelCase":6,\
            "Upper_case":7,"own_name":8,"at":9}
            """
        #expect(try rewritten(original, as: "Names") == text)
        #expect(try rewritten(text, as: "Names", .default, JSONEncodingOptions(originalNames: true)) == original)
        #expect(try rewritten(#"{"pl\u0061in":1,"two\u005fwords":2}"#, as: "Names") == #"{"plain":1,"twoWords":2}"#)
    }

    @Test(arguments: [
        "Plain", "PLAIN", "two-words", "TwoWords", "own_Name", "ownName", "", "k", "\u{212a}", "[plain]", "1",
    ])
    func otherNamesAreUnknown(name: String) throws {
        let error = try refusal(of: "{\"\(name)\":1}", as: "Names")
        #expect(error?.byteOffset == 1)
        let ignoring = JSONDecodingOptions(ignoreUnknownFields: true)
        #expect(try rewritten("{\"plain\":2,\"\(name)\":{\"a\":[null,1]}}", as: "Names", ignoring) == "{\"plain\":2}")
    }

    @Test func whatIsIgnoredMustBeJSON() throws {
        let ignoring = JSONDecodingOptions(ignoreUnknownFields: true, nestingLimit: 5)
        for text in [#"{"x":01}"#, #"{"x":{"a":1,"a":2}}"#, #"{"x":[1,]}"#, #"{"x":[[[[[]]]]]}"#, #"{"x":"\ud800"}"#] {
            _ = try refusal(of: text, as: "Names", ignoring)
        }
    }

    @Test(arguments: [
        #"{"item":{"number":1},"item":{}}"#, #"{"two_words":1,"twoWords":1}"#, #"{"twoWords":null,"two_words":1}"#,
        #"{"own name":1,"own_name":2}"#,
    ])
    func aFieldStandsInAMessageOnce(text: String) throws {
        let error = try refusal(of: text, as: "Names")
        if case .duplicateKey? = error?.reason { return }
        Issue.record("\(String(describing: error))")
    }

    @Test func nullIsAbsent() throws {
        let text = """
            {"plain":null,"size":null,"sizes":null,"sizeMap":null,"item":null,"items":null,"itemMap":null,"maybe":null,\
            "data":null}
            """
        #expect(try rewritten(text, as: "Names") == "{}")
        let extensible = #"{"single":null,"several":null,"[martlet.jsontest.note]":null}"#
        #expect(try rewritten(extensible, as: "Extensible") == "{}")
    }

    @Test(arguments: [
        (#"{"sizes":["SIZE_SMALL",null]}"#, "sizes[1]"), (#"{"items":[{"number":1},null]}"#, "items[1]"),
        (#"{"itemMap":{"1":null}}"#, #"itemMap["1"]"#), (#"{"sizeMap":{"a":null}}"#, "sizeMap.a"),
    ])
    func nullIsNoElement(text: String, path: String) throws {
        let error = try refusal(of: text, as: "Names")
        #expect(error?.reason == .nullNotAllowed)
        #expect(error?.path == path)
    }

    @Test(arguments: [
        (#"{"plain":"a"}"#, "plain"), (#"{"item":1}"#, "item"), (#"{"item":"{}"}"#, "item"), (#"{"item":[]}"#, "item"),
        (#"{"items":{}}"#, "items"), (#"{"items":{"number":1}}"#, "items"), (#"{"items":[1]}"#, "items[0]"),
        (#"{"items":[{"number":true}]}"#, "items[0].number"), (#"{"items":[[]]}"#, "items[0]"),
        (#"{"itemMap":[]}"#, "itemMap"), (#"{"itemMap":{"1":[]}}"#, #"itemMap["1"]"#), (#"{"secret":1}"#, "secret"),
        (#"{"secret":["a"]}"#, "secret"), (#"{"secret":true}"#, "secret"), (#"{"size":true}"#, "size"),
        (#"{"size":[1]}"#, "size"),
        (#"{"size":["SIZE_SMALL"]}"#, "size"), (#"{"size":1.5}"#, "size"), (#"{"sizes":1}"#, "sizes"), ("[]", ""),
        ("1", ""),
        ("null", ""), (#""x""#, ""),
    ])
    func otherTypesAreRefused(text: String, path: String) throws {
        #expect(try refusal(of: text, as: "Names")?.path == path)
    }

    @Test func valuesStayOutOfErrors() throws {
        let error = try refusal(of: #"{"item":{"number":"hunter2"}}"#, as: "Names")
        let description = "martlet.jsontest.Names: item.number: the string is not a number at line 1, column 19"
        #expect(error?.description == description)
        #expect(try refusal(of: #"{"size":"hunter2"}"#, as: "Names")?.description.contains("hunter2") == false)
    }

    // MARK: Enums

    @Test(arguments: [
        ("\"SIZE_SMALL\"", "SIZE_SMALL"), ("\"SIZE_LITTLE\"", "SIZE_SMALL"), ("1", "SIZE_SMALL"), ("1.0", "SIZE_SMALL"),
        ("-2", "SIZE_NEGATIVE"), ("-0.2e1", "SIZE_NEGATIVE"), (#""SIZE\u005fSMALL""#, "SIZE_SMALL"),
    ])
    func enumsAreReadByNameOrNumber(text: String, name: String) throws {
        #expect(try rewritten("{\"maybeSize\":\(text)}", as: "Names") == "{\"maybeSize\":\"\(name)\"}")
    }

    @Test func enumsAreWrittenAsNumbersWithoutANameOrWhenAskedTo() throws {
        #expect(try rewritten(#"{"size":123,"sizes":[0,-7]}"#, as: "Names")
            == #"{"size":123,"sizes":["SIZE_UNSPECIFIED",-7]}"#)
        let numbers = JSONEncodingOptions(enumNumbers: true)
        let text = #"{"size":"SIZE_SMALL","sizeMap":{"a":"SIZE_NEGATIVE"}}"#
        #expect(try rewritten(text, as: "Names", .default, numbers) == #"{"size":1,"sizeMap":{"a":-2}}"#)
    }

    @Test(arguments: ["\"SIZE_HUGE\"", "\"size_small\"", "\"\"", "\"1\"", "2147483648", "{}"])
    func otherValuesAreNoEnum(text: String) throws {
        _ = try refusal(of: "{\"size\":\(text)}", as: "Names")
        _ = try refusal(of: "{\"sizes\":[\(text)]}", as: "Names")
        _ = try refusal(of: "{\"sizeMap\":{\"a\":\(text)}}", as: "Names")
    }

    @Test func unknownNamesOfEnumsAreIgnoredWithUnknownFields() throws {
        let text = """
            {"size":"NEW","maybeSize":"NEW","sizes":["SIZE_SMALL","NEW","SIZE_NEGATIVE"],\
            "sizeMap":{"a":"NEW","b":"SIZE_SMALL"}}
            """
        let read = try rewritten(text, as: "Names", JSONDecodingOptions(ignoreUnknownFields: true))
        #expect(read == #"{"sizes":["SIZE_SMALL","SIZE_NEGATIVE"],"sizeMap":{"b":"SIZE_SMALL"}}"#)
        _ = try refusal(of: #"{"size":{}}"#, as: "Names", JSONDecodingOptions(ignoreUnknownFields: true))
    }

    @Test func closedEnumsHaveNoOtherNumbers() throws {
        #expect(try rewritten(#"{"grade":2,"grades":["GRADE_ONE",2]}"#, as: "Extensible")
            == #"{"grade":"GRADE_TWO","grades":["GRADE_ONE","GRADE_TWO"]}"#)
        for text in [#"{"grade":7}"#, #"{"grades":[1,7]}"#, #"{"rankMap":{"a":7}}"#] {
            if case .closedEnumValue? = try refusal(of: text, as: "Extensible")?.reason { continue }
            Issue.record("\(text)")
        }
        let ignoring = JSONDecodingOptions(ignoreUnknownFields: true)
        #expect(try rewritten(#"{"grade":7,"grades":[1,7],"rankMap":{"a":7}}"#, as: "Extensible", ignoring)
            == #"{"grades":["GRADE_ONE"]}"#)
    }

    // MARK: Maps

    @Test func keysOfMapsAreStringsAndSorted() throws {
        let type = try #require(JSONSchema.pool.message(named: "martlet.test.Everything"))
        let cases = [
            (#"{"mapInt32":{"10":1,"-1":2,"2":3,"\u0031":4}}"#, #"{"mapInt32":{"-1":2,"1":4,"2":3,"10":1}}"#),
            (#"{"mapUint64":{"18446744073709551615":1}}"#, #"{"mapUint64":{"18446744073709551615":"1"}}"#),
            (#"{"mapBool":{"true":true,"fals\u0065":false}}"#, #"{"mapBool":{"false":false,"true":true}}"#),
            (#"{"mapString":{"b":"","a":"","":"x","é":""}}"#, #"{"mapString":{"":"x","a":"","b":"","é":""}}"#),
            (#"{"mapSint64":{"-9223372036854775808":1}}"#, #"{"mapSint64":{"-9223372036854775808":"1"}}"#),
        ]
        for (text, written) in cases {
            #expect(try DynamicMessage(json: text, as: type).jsonString() == written)
        }
    }

    @Test(arguments: [
        #"{"mapInt32":{"a":1}}"#, #"{"mapInt32":{"":1}}"#, #"{"mapInt32":{"2147483648":1}}"#, #"{"mapInt32":{" 1":1}}"#,
        #"{"mapInt32":{"01":1}}"#, #"{"mapInt32":{"1.5":1}}"#, #"{"mapUint32":{"-1":1}}"#,
        #"{"mapBool":{"TRUE":true}}"#,
        #"{"mapBool":{"1":true}}"#, #"{"mapBool":{"":true}}"#, #"{"mapInt32":{"1":1,"\u0031":2}}"#,
        #"{"mapInt32":{"1":1,"1.0":2}}"#,
        #"{"mapInt32":{"1":1,"1e0":2}}"#, #"{"mapBool":{"true":true,"tru\u0065":true}}"#, #"{"mapInt32":{"1":"x"}}"#,
    ])
    func otherKeysAreRefused(text: String) throws {
        let type = try #require(JSONSchema.pool.message(named: "martlet.test.Everything"))
        let error = #expect(throws: JSONDecodeError.self) { try DynamicMessage(json: text, as: type) }
        #expect(error?.path.hasPrefix("map") == true)
    }

    // MARK: What has presence

    @Test func zeroIsWrittenWhereItIsSet() throws {
        let zeros = #"{"plain":0,"maybe":0,"size":0,"maybeSize":0,"items":[],"itemMap":{},"data":""}"#
        #expect(try rewritten(zeros, as: "Names") == #"{"maybe":0,"maybeSize":"SIZE_UNSPECIFIED"}"#)
        #expect(try rewritten(#"{"item":{}}"#, as: "Names") == #"{"item":{}}"#)
        #expect(try rewritten(#"{"explicit":0,"implicit":0,"required":0}"#, as: "Mixed")
            == #"{"explicit":0,"required":0}"#)
    }

    @Test func fieldsWithoutPresenceAreWrittenWhenAskedTo() throws {
        let all = JSONEncodingOptions(alwaysPrintFieldsWithoutPresence: true)
        #expect(try rewritten(#"{"plain":5,"K":1}"#, as: "Names", .default, all) == """
            {"plain":5,"twoWords":0,"Leading":0,"doubleUnderscore":0,"word2Number":0,"camelCase":0,"UpperCase":0,\
            "own name":0,"@at":0,"size":"SIZE_UNSPECIFIED","sizes":[],"sizeMap":{},"items":[],"itemMap":{},"K":1,\
            "data":"","secret":""}
            """)
        #expect(try rewritten("{}", as: "Extensible", .default, all) == #"{"grades":[],"rankMap":{},"several":[]}"#)
    }

    @Test func jsonIsDataAndNotRedacted() throws {
        #expect(try rewritten(#"{"secret":"x"}"#, as: "Names") == #"{"secret":"x"}"#)
    }

    // MARK: Layout

    @Test func textIsIndentedWhenAskedTo() throws {
        let text = #"{"items":[{"number":1,"name":"a"},{}],"itemMap":{"1":{}},"sizes":[1,2]}"#
        #expect(try rewritten(text, as: "Names", .default, JSONEncodingOptions(indent: 2)) == """
            {
              "sizes": [
                "SIZE_SMALL",
                2
              ],
              "items": [
                {
                  "number": 1,
                  "name": "a"
                },
                {}
              ],
              "itemMap": {
                "1": {}
              }
            }
            """)
        #expect(try rewritten("{}", as: "Names", .default, JSONEncodingOptions(indent: 4)) == "{}")
    }

    @Test func stringsAreEscaped() throws {
        let text = #"{"secret":"\"\\/\b\f\n\r\t\u0000\u001F\u007f é漢😀\u2028"}"#
        #expect(try rewritten(text, as: "Names") == #"{"secret":"\"\\/\b\f\n\r\t\u0000\u001f\u007f é漢😀\#u{2028}"}"#)
    }
}
