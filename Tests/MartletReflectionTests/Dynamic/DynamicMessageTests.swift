import MartletProtobuf
import Testing

@testable import MartletReflection

@Suite struct DynamicMessageTests {
    private let descriptor = Everything.descriptor

    private func field(_ name: String) throws -> FieldDescriptor {
        try #require(descriptor.field(named: name))
    }

    @Test func whatIsSetIsRead() throws {
        var message = DynamicMessage(descriptor)
        try message.set("one_int32", to: .int32(7))
        try message.set("one_string", to: .string("seven"))
        try message.set("many_string", to: .list([.string("a"), .string("b")]))
        #expect(message["one_int32"] == .int32(7))
        #expect(message.presentFields.map(\.field.name) == ["one_int32", "one_string", "many_string"])
        let generated = try Everything(message)
        #expect(generated.oneInt32 == 7)
        #expect(generated.oneString == "seven")
        #expect(generated.manyString == ["a", "b"])
        #expect(try DynamicMessage(generated) == message)
    }

    @Test func absentFieldsHaveDefaults() throws {
        let message = DynamicMessage(descriptor)
        #expect(message["one_int32"] == nil)
        #expect(message.value(of: try field("one_int32")) == .int32(0))
        #expect(message.value(of: try field("many_int32")) == .list([]))
        #expect(message.value(of: try field("map_int32")) == .map([:]))
        #expect(message.value(of: try field("one_point")) == .message(DynamicMessage(Point.descriptor)))
        let retries = try #require(Legacy.descriptor.field(named: "retries"))
        #expect(DynamicMessage(Legacy.descriptor).value(of: retries) == .int32(3))
    }

    @Test func zeroClearsFieldsWithoutPresence() throws {
        var message = DynamicMessage(descriptor)
        try message.set("one_int32", to: .int32(7))
        try message.set("one_int32", to: .int32(0))
        try message.set("maybe_int32", to: .int32(0))
        try message.set("one_double", to: .double(-0.0))
        try message.set("many_int32", to: .list([]))
        #expect(message.presentFields.map(\.field.name) == ["one_double", "maybe_int32"])
        message.clear(try field("maybe_int32"))
        #expect(!message.has(try field("maybe_int32")))
    }

    @Test func oneCaseOfAOneofIsSet() throws {
        let oneof = try #require(descriptor.oneof(named: "choice"))
        var message = DynamicMessage(descriptor)
        #expect(message.setField(of: oneof) == nil)
        try message.set("choice_int32", to: .int32(0))
        try message.set("choice_string", to: .string(""))
        #expect(message.setField(of: oneof)?.name == "choice_string")
        #expect(message.presentFields.count == 1)
        #expect(try Everything(message).choice == .choiceString(""))
    }

    @Test func listsAndMapsGrowInPlace() throws {
        var message = DynamicMessage(descriptor)
        for index in 0..<3 {
            try message.append(.int32(Int32(index)), to: field("many_int32"))
            try message.set(field("map_int32"), key: .int32(Int32(index)), to: .int32(1))
        }
        #expect(message["many_int32"] == .list([.int32(0), .int32(1), .int32(2)]))
        #expect(message["map_int32"] == .map([.int32(0): .int32(1), .int32(1): .int32(1), .int32(2): .int32(1)]))
    }

    @Test(arguments: [
        ("one_int32", DynamicValue.int64(1)), ("one_int32", .list([.int32(1)])), ("many_int32", .int32(1)),
        ("many_int32", .list([.int32(1), .string("")])), ("map_int32", .map([.int64(1): .int32(1)])),
        ("map_int32", .list([])), ("one_point", .message(DynamicMessage(Everything.descriptor))),
        ("one_color", .int32(1)), ("one_string", .bytes([])),
    ])
    func wrongTypesAreRefused(name: String, value: DynamicValue) throws {
        var message = DynamicMessage(descriptor)
        let field = try field(name)
        #expect(throws: DynamicMessageError.wrongType(field: field.fullName, expected: field.typeDescription)) {
            try message.set(field, to: value)
        }
        #expect(message == DynamicMessage(descriptor))
    }

    @Test func otherFieldsAndNumbersAreRefused() throws {
        var message = DynamicMessage(Legacy.descriptor)
        let other = try field("one_int32")
        #expect(throws: DynamicMessageError.self) { try message.set(other, to: .int32(1)) }
        #expect(throws: DynamicMessageError.noSuchField(message: "martlet.test.Legacy", field: "none")) {
            try message.set("none", to: .int32(1))
        }
        #expect(throws: DynamicMessageError.unknownEnumNumber(field: "martlet.test.Legacy.season", number: 9)) {
            try message.set("season", to: .enumNumber(9))
        }
        #expect(throws: DynamicMessageError.self) { try message.append(.int32(1), to: other) }
        #expect(throws: ConversionError.otherType(expected: "martlet.test.Point", found: "martlet.test.Legacy")) {
            try Point(message)
        }
    }

    @Test func extensionsStandAmongTheFields() throws {
        // Extensions are found once their file is linked.
        _ = Demanding.descriptor
        let remark = try #require(DescriptorPool.generated.extension(named: "martlet.test.remark"))
        var message = DynamicMessage(Extensible.descriptor)
        try message.set(remark, to: .string("well"))
        try message.set("name", to: .string("n"))
        let bytes = try message.encoded()
        let generated = try Extensible(decoding: bytes)
        #expect(try generated.value(of: .remark) == "well")
        #expect(try DynamicMessage(decoding: bytes, as: Extensible.descriptor) == message)
        let blind = try DynamicMessage(decoding: bytes, as: Extensible.descriptor, pool: DescriptorPool())
        #expect(!blind.has(remark))
        #expect(try blind.encoded() == [10, 1, 110, 242, 6, 4] + "well".utf8)
    }

    @Test func requiredFieldsAreMissed() throws {
        let bytes: [UInt8] = [8, 1, 26, 2, 8, 1, 26, 0]
        let error = #expect(throws: DecodeError.self) {
            try DynamicMessage(decoding: bytes, as: Demanding.descriptor)
        }
        #expect(error?.reason == .missingRequiredField)
        #expect(error?.fieldPath == "parts[1].id")
        let partial = try DynamicMessage(
            decoding: bytes, as: Demanding.descriptor, options: DecodingOptions(allowPartial: true))
        #expect(partial.missingRequiredField == "parts[1].id")
        let missing = EncodeError.missingRequiredField(messageName: "martlet.test.Demanding", fieldPath: "parts[1].id")
        #expect(throws: missing) { try partial.encoded() }
        #expect(try partial.encoded(options: EncodingOptions(allowPartial: true)) == bytes)
    }

    @Test func mapsAreSortedOnDemand() throws {
        var message = DynamicMessage(descriptor)
        let map = try field("map_string")
        for key in ["b", "", "ab", "a", "é"] { try message.set(map, key: .string(key), to: .string("")) }
        let bytes = try message.encoded(options: EncodingOptions(deterministic: true))
        let keys = bytes.split(separator: 130).compactMap { $0.last }
        #expect(!keys.isEmpty)
        for _ in 0..<5 {
            var other = DynamicMessage(descriptor)
            for key in ["é", "a", "ab", "", "b"].shuffled() {
                try other.set(map, key: .string(key), to: .string(""))
            }
            #expect(try other.encoded(options: EncodingOptions(deterministic: true)) == bytes)
        }
    }

    @Test func errorsNameThePlace() throws {
        let inner: [UInt8] = [8, 2, 26, 1, 0xff]
        let bytes: [UInt8] = [0xca, 3] + counted([8, 2]) + [0xca, 3] + counted(inner)
        let error = #expect(throws: DecodeError.self) { try DynamicMessage(decoding: bytes, as: descriptor) }
        #expect(error?.description == "martlet.test.Everything.many_point[1].label: string is not UTF-8 at byte 11")
    }
}
