import MartletProtobuf
import MartletWellKnownTypes
import Testing

@testable import MartletReflection

/// What the specification of the text format says of reading.
@Suite struct TextReadingTests {
    /// Two texts that are the same message.
    @Test(arguments: [
        ("one_int32: 2147483647", "one_int32: 0x7fffffff"), ("one_int32: -2147483648", "one_int32: -020000000000"),
        ("one_int32: -5", "one_int32 : # comment\n - \t 5"),
        ("one_uint64: 18446744073709551615", "one_uint64: 0xFFFFFFFFFFFFFFFF"),
        ("one_int64: -9223372036854775808", "one_int64: -0x8000000000000000"), ("", "one_int32: 00"),
        ("one_float: 1.5", "one_float: 15e-1F"), ("one_float: 10", "one_float: 10f"),
        ("one_float: 0.25", "one_float: .25"),
        ("one_float: 3", "one_float: 3."), ("one_float: inf", "one_float: 1e50"),
        ("one_double: inf", "one_double: Infinity"),
        ("one_double: -inf", "one_double: -INF"), ("one_double: inf", "one_double: 1e18446744073709551616"),
        ("", "one_double: 1e-18446744073709551616"), ("one_double: -0", "one_double: -1e-18446744073709551616"),
        ("one_double: 1.8446744073709552e+19", "one_double: 18446744073709551616"),
        ("one_bool: true", "one_bool: t"), ("one_bool: true", "one_bool: True"), ("one_bool: true", "one_bool: 0x1"),
        ("", "one_bool: False"), ("", "one_bool: 0"),
        ("one_color: COLOR_RED", "one_color: 1"), ("one_color: COLOR_NEGATIVE", "one_color: -1"),
        ("one_string: \"first second\"", "one_string: 'first' \" \"\n# more\n 'second'"),
        ("one_bytes: \"\\007\\010\\014\\n\\r\\t\\013?\\\\\\'\\\"\"",
            "one_bytes: '\\a\\b\\f\\n\\r\\t\\v\\?\\\\\\'\\\"'"),
        ("one_string: \"\u{1234}\u{10437}\"", "one_string: '\\u1234\\U00010437'"),
        ("one_string: \"\u{1234}\"", "one_string: '\\341\\210\\264'"), ("one_bytes: \"\\300\"", "one_bytes: '\\xc0'"),
        ("one_bytes: \"\\0011\"", "one_bytes: '\\x1' '1'"),
        ("many_int32: 1 many_int32: 2", "many_int32: [1, 2]"), ("", "many_int32: []"),
        ("many_int32: 1 many_int32: 2", "many_int32: 1, many_int32: 2;"),
        ("many_string: \"ab\"", "many_string: ['a' 'b']"),
        ("one_point { x: 1 }", "one_point: < x: 1; >"), ("one_point {}", "one_point<>"),
        ("many_point { x: 1 } many_point {}", "many_point [{ x: 1 }, <>]"),
        ("many_point { x: 1 } many_point {}", "many_point: [{ x: 1 }, {}]"),
        ("map_string { key: \"a\" value: \"b\" }", "map_string: [{ value: 'b' key: 'a' }]"),
        ("map_string { key: \"\" value: \"\" }", "map_string {}"),
        ("map_string_point { key: \"a\" value { x: 2 } }", "map_string_point { key: 'a' value { x: 1 } } "
            + "map_string_point { key: 'a' value { x: 2 } }"),
    ] as [(String, String)])
    func spellingsOfOneMessage(canonical: String, text: String) throws {
        let message = try DynamicMessage(textFormat: text, as: Everything.descriptor)
        let line = canonical.split(separator: " {}", omittingEmptySubsequences: false).joined(separator: " { }")
        #expect(message.textFormat(TextFormatOptions(isSingleLine: true)) == line)
        #expect(try DynamicMessage(textFormat: canonical, as: Everything.descriptor) == message)
    }

    /// Where and what.
    @Test(arguments: [
        ("one_int32: 2147483648", "1:12: 2147483648 is out of range for int32"),
        ("one_int32: -2147483649", "1:12: -2147483649 is out of range for int32"),
        ("one_uint32: -1", "1:13: -1 is out of range for uint32"),
        ("one_int64: 0x8000000000000000", "1:12: 0x8000000000000000 is out of range for int64"),
        ("one_uint64: 02000000000000000000000", "1:13: 02000000000000000000000 is out of range for uint64"),
        ("one_int32: 1.0", "1:12: expected a whole number, found \"1.0\""),
        ("one_int32: 1x", "1:12: \"x\" cannot follow the number 1"),
        ("one_int32: 09", "1:12: \"9\" cannot follow the number 0"),
        ("one_int32: 0x", "1:12: a number without digits"),
        ("one_float: 1.2.3", "1:12: \".\" cannot follow the number 1.2"),
        ("one_float: 0x1", "1:12: expected a decimal number, found \"0x1\""),
        ("one_float: -012", "1:13: expected a decimal number, found \"012\""),
        ("one_float: nine", "1:12: expected a decimal number, found \"nine\""),
        ("one_bool: 2", "1:11: expected true or false, found \"2\""),
        ("one_bool: TRUE", "1:11: expected true or false, found \"TRUE\""),
        ("one_color: RED", "1:12: martlet.test.Color has no value RED"),
        ("one_string: 5", "1:13: expected a string, found \"5\""),
        ("one_string: 'a\nb'", "1:15: a string ends on its line"),
        ("one_string: 'a", "1:13: a string without its closing quote"),
        ("one_string: '\\q'", "1:14: an unknown escape in a string"),
        ("one_string: '\\u12'", "1:14: an escape needs 4 hexadecimal digits"),
        ("one_string: '\\ud801\\udc37'", "1:14: an escape of no Unicode character"),
        ("one_string: '\\U00110000'", "1:14: an escape of no Unicode character"),
        ("one_string: '\\777'", "1:14: an octal escape is at most \\377"),
        ("one_string: '\\xff'", "1:13: string is not UTF-8"),
        ("one_int32 5", "1:11: expected \":\", found \"5\""),
        ("one_int32: [5]", "1:12: expected a whole number, found \"[\""),
        ("many_int32: [1,]", "1:16: expected a whole number, found \"]\""),
        ("many_int32: [1;2]", "1:15: expected \",\" or \"]\", found \";\""),
        ("many_int32: [1 2]", "1:16: expected \",\" or \"]\", found \"2\""),
        ("one_int32: 1,,", "1:14: expected a field, found \",\""),
        ("one_point { x: 1", "1:17: expected a field or \"}\", found the end"),
        ("one_point { x: 1 >", "1:18: expected a field, found \">\""),
        ("one_point 5", "1:11: expected \"{\", found \"5\""),
        ("one_int32: 1\none_int32: 1", "2:1: one_int32 is set twice"),
        ("one_int32: 0\n  one_int32: 0", "2:3: one_int32 is set twice"),
        ("one_point {} one_point {}", "1:14: one_point is set twice"),
        ("choice_int32: 1 choice_bool: true", "1:17: choice_bool is in one oneof with choice_int32, which is set"),
        ("# é\n  nothing: 1", "2:3: martlet.test.Everything has no field nothing"),
        ("one_point { 'é' }", "1:13: expected a field, found a string"),
        ("one_string: 'é' x: 1", "1:17: martlet.test.Everything has no field x"),
        ("[martlet.test.remark]: 'a'", "1:1: martlet.test.Everything has no field [martlet.test.remark]"),
        ("[a/b] {}", "1:1: expected the name of an extension, found a type's URL"),
        ("[a", "1:3: expected \"]\", found the end"),
        ("[a..b]: 1", "1:1: expected a full name in brackets, found \"a..b\""),
        ("é: 1", "1:1: expected a field, a value or a sign, found U+00E9"),
        ("1: 5", "1:1: expected a field, found \"1\""),
    ])
    func errorsSayWhereAndWhat(text: String, description: String) throws {
        let error = #expect(throws: TextFormatError.self) {
            try DynamicMessage(textFormat: text, as: Everything.descriptor)
        }
        #expect(error?.description == description)
    }

    @Test func closedEnumsHaveNoOtherNumbers() throws {
        #expect(try Legacy(textFormat: "season: 2").season == .summer)
        let error = #expect(throws: TextFormatError.self) { try Legacy(textFormat: "season: 3") }
        #expect(error?.description == "1:9: martlet.test.Season has no value 3")
    }

    @Test func groupsGoByTheNameOfTheirType() throws {
        let message = try Legacy(textFormat: "Single { id: 1 } several { id: 2 } Several < id: 3 >")
        #expect(message.single?.id == 1)
        #expect(message.several.map(\.id) == [2, 3])
        #expect(throws: TextFormatError.self) { try Legacy(textFormat: "SINGLE { id: 1 }") }
        #expect(throws: TextFormatError.self) { try Everything(textFormat: "One_Point {}") }
    }

    @Test func extensionsStandInBrackets() throws {
        _ = Demanding.descriptor
        let message = try Extensible(
            textFormat: "name: 'n' [mart let.test # comment\n.remark]: 'well' "
                + "[martlet.test.Demanding.demandings] [{id: 1}]")
        #expect(try message.value(of: .remark) == "well")
        let items = "[martlet.test.Entry] { id: 7 } [martlet.test.OtherEntry.entry] {}"
        let set = try DynamicMessage(textFormat: items, as: Collection.descriptor)
        #expect(set.presentFields.map(\.field.number) == [1000, 1001])
        #expect(throws: TextFormatError.self) { try Legacy(textFormat: "[martlet.test.remark]: 'well'") }
        let twice = "[martlet.test.remark]: 'a' [martlet.test.remark]: 'b'"
        let error = #expect(throws: TextFormatError.self) { try Extensible(textFormat: twice) }
        #expect(error?.description == "1:28: [martlet.test.remark] is set twice")
    }

    @Test func requiredFieldsAreMissed() throws {
        let error = #expect(throws: TextFormatError.self) { try Demanding(textFormat: "id: 1\nparts {}") }
        #expect(error?.description == "2:9: required field parts[0].id is missing")
        let partial = try Demanding(textFormat: "parts {}", options: .init(allowPartial: true))
        #expect(partial.parts.count == 1)
    }

    @Test func unknownFieldsArePassedOverOnDemand() throws {
        let text = """
            nothing: 1, a { b: [1, -inf, 'x' 'y'] [c.d/e.f] < g: h > } one_int32: 5; i: [{ j: 0x1f }, <>] k: 1.5f
            [l.m]: - 7 n: []
            """
        let message = try Everything(textFormat: text, options: .init(ignoresUnknownFields: true))
        #expect(message.oneInt32 == 5)
        for text in ["a 1", "a: -x", "a: [1", "a: }", "a { b }", "a { 1: 2 }", "a: ,", "a: [1,]"] {
            #expect(throws: TextFormatError.self, "\(text)") {
                try Everything(textFormat: text, options: .init(ignoresUnknownFields: true))
            }
        }
    }

    @Test func anyIsReadAsTheMessageInIt() throws {
        let any = AnyMessage.descriptor
        _ = Point.descriptor
        let text = "[exa mple.com/%2F/a-b~ # comment\n/martlet.test.Point]: { x: 3 }"
        let message = try DynamicMessage(textFormat: text, as: any)
        #expect(message["type_url"] == .string("example.com/%2F/a-b~/martlet.test.Point"))
        #expect(message["value"] == .bytes([8, 6]))
        for (text, description) in [
            ("[x.y/none] {}", "1:1: unknown type none"),
            ("[martlet.test.Point] {}", "1:1: expected a type's URL, found \"martlet.test.Point\""),
            ("[/martlet.test.Point] {}", "1:1: expected a host before \"/\", found \"/\""),
            ("[a%zz/martlet.test.Point] {}", "1:1: expected two hexadecimal digits after \"%\", found \"a%zz/\""),
            ("type_url: 'a' [a/martlet.test.Point] {}", "1:15: Any is set twice"),
            ("[a/martlet.test.Point] {} value: ''", "1:27: value is set twice"),
            ("[a/martlet.test.Point] { z: 1 }", "1:26: martlet.test.Point has no field z"),
        ] {
            let error = #expect(throws: TextFormatError.self, "\(text)") {
                try DynamicMessage(textFormat: text, as: any)
            }
            #expect(error?.description == description)
        }
    }
}
