import MartletProtobuf
import MartletReflection
import Testing

/// What editions say, and options that a schema adds.
@Suite struct FeatureTests {
    private let pool: DescriptorPool
    private let outer: MessageDescriptor

    init() throws {
        pool = try JSONPeer(seed: 1).pool()
        outer = try #require(pool.message(named: "martlet.featuretest.Outer"))
    }

    @Test func featuresAreInherited() throws {
        func field(_ name: String) throws -> FieldDescriptor { try #require(outer.field(named: name)) }
        #expect(try field("explicit").hasPresence && !field("implicit").hasPresence)
        #expect(try field("required").isRequired && outer.hasRequiredFields)
        #expect(try !field("expanded").isPacked && field("packed").isPacked)
        #expect(try field("delimited").isDelimited && !field("prefixed").isDelimited)
        #expect(try field("inner").isGroupLike && !field("delimited").isGroupLike)
        #expect(try !field("unchecked").validatesUTF8 && field("text").validatesUTF8)
        #expect(try field("shade").enumType?.isClosed == true && field("open").enumType?.isClosed == false)
        #expect(try field("shade").defaultValue == .enumNumber(2) && field("shade").hasDefaultValue)
        #expect(try field("data").defaultValue == .bytes(Bytes([1, 0x22, 0x5c, 0xff] + "abc".utf8)))
        #expect(try field("entries").isMap && !field("entries").isDelimited)
        #expect(try field("chosen").realContainingOneof?.name == "choice")
        let inner = try #require(field("prefixed").messageType)
        #expect(inner.field(named: "implicit")?.hasPresence == false)
        #expect(inner.field(named: "expanded")?.isPacked == false)
        #expect(outer.features.jsonFormat == .allow)
        #expect(Legacy.descriptor.features.jsonFormat == .legacyBestEffort)
        #expect(outer.file.edition == .edition2024)
    }

    @Test func optionsOfASchemaAreRead() throws {
        func option(_ name: String, of options: DynamicMessage) throws -> DynamicValue? {
            options[try #require(pool.extension(named: "martlet.featuretest.\(name)"))]
        }
        #expect(try option("file_note", of: outer.file.options) == .string("of the file"))
        guard case .message(let note)? = try option("message_note", of: outer.options) else {
            Issue.record("no message_note")
            return
        }
        #expect(note.textFormat(TextFormatOptions(isSingleLine: true)) == "text: \"outer\" inner { text: \"inner\" }")
        let packed = try #require(outer.field(named: "packed"))
        #expect(try option("field_numbers", of: packed.options) == .list([.int32(1), .int32(2)]))
        let dark = try #require(pool.enum(named: "martlet.featuretest.Shade")?.value(named: "SHADE_DARK"))
        #expect(try option("value_note", of: dark.options) == .string("of the value"))
        let method = try #require(pool.service(named: "martlet.featuretest.Painter")?.method(named: "Paint"))
        #expect(try option("method_note", of: method.options) != nil)
        #expect(method.path == "/martlet.featuretest.Painter/Paint")
        #expect(method.isServerStreaming && !method.isClientStreaming)
        #expect(method.input == outer && method.output.fullName == "martlet.featuretest.Outer.Inner")
    }

    @Test func extensionsOfATypeAreListed() throws {
        let note = try #require(pool.message(named: "martlet.featuretest.Note"))
        #expect(pool.extensionNumbers(of: note) == [100, 101, 102])
        #expect(pool.extension(of: note, number: 101)?.fullName == "martlet.featuretest.shades")
        #expect(pool.extension(of: note, number: 103) == nil)
        #expect(pool.extensionNumbers(of: outer) == [])
        #expect(pool.extension(named: "martlet.featuretest.number")?.jsonName == "[martlet.featuretest.number]")
    }

    @Test func aliasesAreKnown() throws {
        let file = FileDescriptorProto(
            name: "alias",
            enumType: [
                EnumDescriptorProto(
                    name: "E",
                    value: [.init(name: "A", number: 1), .init(name: "B", number: 1), .init(name: "C", number: -1)],
                    options: EnumOptions(allowAlias: true))
            ])
        let pool = try DescriptorPool(files: [file])
        let type = try #require(pool.enum(named: "E"))
        #expect(type.values.map(\.isAlias) == [false, true, false])
        #expect(type.value(number: 1)?.name == "A")
        #expect(type.value(named: "B")?.number == 1)
        #expect(type.defaultNumber == 1)
    }

    @Test func textReadsWhatEditionsDelimit() throws {
        let text = "inner { implicit: 1 } Inner { implicit: 2 }"
        #expect(throws: TextFormatError.self) { try DynamicMessage(textFormat: text, as: outer) }
        let message = try DynamicMessage(
            textFormat: "required: 1 Inner { implicit: 1 } delimited { implicit: 2 }", as: outer)
        #expect(try message.encoded() == [24, 1, 51, 8, 2, 52, 67, 8, 1, 68])
        #expect(message.textFormat(TextFormatOptions(isSingleLine: true)) ==
            "required: 1 delimited { implicit: 2 } Inner { implicit: 1 }")
    }
}
