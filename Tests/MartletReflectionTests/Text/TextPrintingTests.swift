import MartletProtobuf
import MartletReflection
import MartletWellKnownTypes
import Testing

@Suite struct TextPrintingTests {
    @Test func fieldsStandOnTheirLines() throws {
        var message = Everything()
        message.oneInt32 = -1
        message.oneString = "é\u{1}'\"\\\n7"
        message.oneBytes = Bytes([0xff, 0x30])
        message.oneColor = .red
        message.onePoint = Point(x: 1)
        message.manyColor = [.red, Color(rawValue: 9)]
        message.mapStringPoint = ["b": Point(), "a": Point(label: "l")]
        message.choice = .choiceFloat(-0.0)
        #expect(try message.textFormat() == """
            one_int32: -1
            one_string: "é\\001\\'\\"\\\\\\n7"
            one_bytes: "\\3770"
            one_color: COLOR_RED
            one_point {
              x: 1
            }
            many_color: COLOR_RED
            many_color: 9
            choice_float: -0
            map_string_point {
              key: "a"
              value {
                label: "l"
              }
            }
            map_string_point {
              key: "b"
              value {
              }
            }

            """)
        let options = TextFormatOptions(isSingleLine: true, escapesNonASCII: true)
        #expect(try Everything(oneString: "é", onePoint: Point(x: 1)).textFormat(options) ==
            "one_string: \"\\303\\251\" one_point { x: 1 }")
    }

    @Test(arguments: [
        (1.0, "1"), (-0.0, "-0"), (0.1, "0.1"), (1e100, "1e+100"), (.infinity, "inf"), (-.infinity, "-inf"),
        (.nan, "nan"), (-.nan, "nan"), (123456789.5, "123456789.5"), (1e-300, "1e-300"),
    ] as [(Double, String)])
    func numbersAreShort(value: Double, text: String) throws {
        #expect(try Everything(choice: .choiceDouble(value)).textFormat() == "choice_double: \(text)\n")
    }

    @Test func groupsAndExtensionsHaveTheirNames() throws {
        var message = Legacy(single: .init(id: 1))
        message.several = [.init(id: 2)]
        let line = TextFormatOptions(isSingleLine: true)
        #expect(try message.textFormat(line) == "Single { id: 1 } Several { id: 2 }")
        _ = Demanding.descriptor
        var extended = Extensible(name: "n")
        try extended.set(.remark, to: "r")
        #expect(try extended.textFormat(line) == "name: \"n\" [martlet.test.remark]: \"r\"")
        let set = try DynamicMessage(
            textFormat: "[martlet.test.Entry.entry] { id: 1 } [martlet.test.OtherEntry] {}",
            as: Collection.descriptor)
        #expect(set.textFormat(line) == "[martlet.test.Entry] { id: 1 } [martlet.test.OtherEntry] { }")
    }

    @Test func unknownFieldsArePrintedOnDemand() throws {
        let bytes: [UInt8] = [
            0xa0, 0x7d, 5, 0xa2, 0x7d, 2, 8, 1, 0xa2, 0x7d, 2, 0x68, 0xff, 0xa5, 0x7d, 1, 0, 0, 0,
            0xa1, 0x7d, 1, 0, 0, 0, 0, 0, 0, 0, 0xa3, 0x7d, 0x10, 2, 0xa4, 0x7d, 0xa2, 0x7d, 0,
        ]
        let message = try Point(decoding: bytes)
        #expect(try message.textFormat() == "")
        let text = try message.textFormat(TextFormatOptions(isSingleLine: true, printsUnknownFields: true))
        #expect(text == """
            2004: 5 2004 { 1: 1 } 2004: "h\\377" 2004: 0x00000001 2004: 0x0000000000000001 2004 { 2: 2 } 2004: ""
            """)
    }

    @Test func anyIsPrintedAsTheMessageInIt() throws {
        _ = Point.descriptor
        let line = TextFormatOptions(isSingleLine: true)
        let url = "type.googleapis.com/martlet.test.Point"
        let any = AnyMessage(typeUrl: url, value: [8, 6])
        #expect(try any.textFormat(line) == "[\(url)] { x: 3 }")
        #expect(try any.textFormat(TextFormatOptions(isSingleLine: true, expandsAny: false)) ==
            "type_url: \"\(url)\" value: \"\\010\\006\"")
        let unknown = AnyMessage(typeUrl: "a/b", value: [8, 6])
        #expect(try unknown.textFormat(line) == "type_url: \"a/b\" value: \"\\010\\006\"")
        let broken = AnyMessage(typeUrl: url, value: [8])
        #expect(try broken.textFormat(line) == "type_url: \"\(url)\" value: \"\\010\"")
        // Fields that would be lost keep the bytes as they are.
        let richer = AnyMessage(typeUrl: url, value: [0x40, 6])
        #expect(try richer.textFormat(line) == "type_url: \"\(url)\" value: \"@\\006\"")
    }

    @Test func markedFieldsAreRedacted() throws {
        let file = FileDescriptorProto(
            name: "secret.proto",
            messageType: [
                DescriptorProto(
                    name: "Login",
                    field: [
                        .init(name: "user", number: 1, label: .optional, type: .string),
                        .init(
                            name: "password", number: 2, label: .repeated, type: .string,
                            options: FieldOptions(debugRedact: true)),
                        .init(name: "kind", number: 3, label: .optional, type: .enum, typeName: ".Kind"),
                    ])
            ],
            enumType: [
                EnumDescriptorProto(
                    name: "Kind",
                    value: [
                        .init(name: "OPEN", number: 0),
                        .init(name: "HIDDEN", number: 1, options: EnumValueOptions(debugRedact: true)),
                    ])
            ])
        let pool = try DescriptorPool(files: [file])
        let login = try #require(pool.message(named: "Login"))
        let text = "user: \"u\" password: \"p\" password: \"q\" kind: HIDDEN"
        let message = try DynamicMessage(textFormat: text, as: login)
        #expect(message.textFormat(TextFormatOptions(isSingleLine: true)) == text)
        let redacted = "user: \"u\" password: [REDACTED] password: [REDACTED] kind: [REDACTED]"
        #expect(message.textFormat(TextFormatOptions(isSingleLine: true, redactsMarkedFields: true)) == redacted)
        #expect("\(message)" == redacted)
    }

    @Test func descriptionsAreCut() throws {
        var message = DynamicMessage(Everything.descriptor)
        try message.set("one_string", to: .string(String(repeating: "é", count: 10_000)))
        #expect("\(message)".utf8.count < 4096 * 2 + 10)
        #expect("\(message)".hasSuffix("é…"))
    }
}
