import MartletProtobuf
import Testing

@testable import MartletReflection

/// Descriptors that protoc would never write, but a peer may: each is refused with the name of the declaration.
@Suite struct HostileDescriptorTests {
    /// A file `f` with a message `M` (extensions 100 to 199), an enum `E` and what the text adds.
    private func error(_ text: String) throws -> String? {
        let base = """
            name: "f" message_type { name: "M" extension_range { start: 100 end: 200 } }
            enum_type { name: "E" value { name: "ZERO" number: 0 } }
            """
        let options = TextFormatDecodingOptions(allowPartial: true)
        let file = try FileDescriptorProto(textFormat: base + text, options: options)
        do {
            _ = try DescriptorPool(files: [file])
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [
        ("syntax: 'proto4'",
            "f: unknown syntax \"proto4\""),
        ("syntax: 'editions'",
            "f: the file names no edition that is known here"),
        ("syntax: 'editions' edition: EDITION_PROTO2",
            "f: the file names no edition that is known here"),
        ("syntax: 'editions' edition: EDITION_99997_TEST_ONLY",
            "f: edition EDITION_99997_TEST_ONLY is not one that is known here"),
        ("public_dependency: 3",
            "f: public import 3 is not one of 0 imports"),
        ("public_dependency: -1",
            "f: public import -1 is not one of 0 imports"),
        ("message_type { }",
            "f: \"\" is no name that a schema can declare"),
        ("message_type { name: 'A' extension_range { start: 5 end: 5 } }",
            "f: A: extension range 5 to 5 is none"),
        ("message_type { name: 'A' extension_range { start: 5 end: 536870913 } }",
            "f: A: extension range 5 to 536870913 is none"),
        ("message_type { name: 'A' field { name: 'a' number: 0 type: TYPE_BOOL } }",
            "f: A.a: 0 is no field number"),
        ("message_type { name: 'A' field { name: 'a' number: -1 type: TYPE_BOOL } }",
            "f: A.a: -1 is no field number"),
        ("message_type { name: 'A' field { name: 'a' number: 536870912 type: TYPE_BOOL } }",
            "f: A.a: 536870912 is no field number"),
        ("message_type { name: 'A' field { name: 'a' number: 1 type: TYPE_BOOL } "
            + "field { name: 'b' number: 1 type: TYPE_BOOL } }",
            "f: A.b: number 1 is that of a too"),
        ("message_type { name: 'A' field { name: 'a' number: 1 type: TYPE_BOOL oneof_index: 0 } }",
            "f: A: a is in oneof 0, of 0"),
        ("message_type { name: 'A' field { name: 'a' number: 1 type: TYPE_BOOL oneof_index: -1 } }",
            "f: A: a is in oneof -1, of 0"),
        ("message_type { name: 'A' oneof_decl { name: 'o' } }",
            "f: A.o: a oneof needs a field"),
        ("message_type { name: 'A' oneof_decl { name: 'o' } "
            + "field { name: 'a' number: 1 type: TYPE_BOOL "
            + "label: LABEL_REPEATED oneof_index: 0 } }",
            "f: A.a: a field of a oneof is neither required nor repeated"),
        ("message_type { name: 'A' field { name: 'a' number: 1 } }",
            "f: A.a: the field has no type"),
        ("message_type { name: 'A' field { name: 'a' number: 1 type: TYPE_MESSAGE type_name: '.E' } }",
            "f: A.a: .E is an enum"),
        ("message_type { name: 'A' field { name: 'a' number: 1 type: TYPE_ENUM type_name: '.M' } }",
            "f: A.a: .M is a message"),
        ("message_type { name: 'A' field { name: 'a' number: 1 type: TYPE_ENUM type_name: '.ZERO' } }",
            "f: A.a: unknown type ZERO"),
        ("message_type { name: 'A' field { name: 'a' number: 1 type: TYPE_INT32 default_value: 'x' } }",
            "f: A.a: \"x\" is no default for a field of this type"),
        ("message_type { name: 'A' field { name: 'a' number: 1 type: TYPE_BOOL default_value: '1' } }",
            "f: A.a: \"1\" is no default for a field of this type"),
        ("message_type { name: 'A' field { name: 'a' number: 1 type: TYPE_ENUM type_name: '.E' "
            + "default_value: 'ONE' } }",
            "f: A.a: \"ONE\" is no default for a field of this type"),
        ("enum_type { name: 'F' }",
            "f: F: an enum needs a value"),
        ("enum_type { name: 'F' value { name: 'A' } }",
            "f: F: A has no number"),
        ("extension { name: 'x' number: 5 type: TYPE_BOOL extendee: '.M' }",
            "f: x: M does not give number 5 to extensions"),
        ("extension { name: 'x' number: 100 type: TYPE_BOOL extendee: '.E' }",
            "f: x: .E is no message"),
        ("extension { name: 'x' number: 100 type: TYPE_BOOL }",
            "f: x: unknown type "),
        ("extension { name: 'x' number: 100 type: TYPE_BOOL label: LABEL_REQUIRED extendee: '.M' }",
            nil),
        ("extension { name: 'x' number: 100 type: TYPE_BOOL extendee: '.M' } "
            + "extension { name: 'y' number: 100 type: TYPE_BOOL extendee: '.M' }",
            "f: y: number 100 of M is taken by x"),
        ("service { name: 'S' method { name: 'c' input_type: '.E' output_type: '.M' } }",
            "f: S.c: .E is no message"),
        ("service { name: 'S' method { name: 'c' input_type: '.M' output_type: '.N' } }",
            "f: S.c: unknown type N"),
        ("message_type { name: 'A' nested_type { name: 'E' options { map_entry: true } } }",
            "f: A.E: a map's entry has a key and a value and nothing else"),
        ("message_type { name: 'A' options { message_set_wire_format: true } "
            + "field { name: 'a' number: 1 type: TYPE_BOOL } }",
            "f: A.a: a message set has no fields of its own"),
    ] as [(String, String?)])
    func contradictionsAreRefused(text: String, description: String?) throws {
        #expect(try error(text) == description)
    }

    @Test func mapsBelongToTheirMessage() throws {
        let entry = """
            nested_type {
              name: 'X' options { map_entry: true }
              field { name: 'key' number: 1 type: TYPE_STRING } field { name: 'value' number: 2 type: TYPE_BOOL }
            }
            """
        let field = "field { name: 'x' number: 1 type: TYPE_MESSAGE type_name: '.A.X' "
        #expect(try error("message_type { name: 'A' \(entry) \(field) label: LABEL_REPEATED } }") == nil)
        let problem = "only a repeated field of the message around it has a map's entries"
        #expect(try error("message_type { name: 'A' \(entry) \(field) } }") == "f: A.x: \(problem)")
        let other = "message_type { name: 'B' \(field) label: LABEL_REPEATED } }"
        #expect(try error("message_type { name: 'A' \(entry) } \(other)") == "f: B.x: \(problem)")
        let float = entry.split(separator: "TYPE_STRING").joined(separator: "TYPE_FLOAT")
        #expect(try error("message_type { name: 'A' \(float) }")
            == "f: A.X: a map's entry has a key and a value and nothing else")
    }

    /// Many fields, and many files, cost no more each than few.
    @Test func linkingIsLinear() throws {
        let fields = (1...20_000).map { (number: Int) in
            FieldDescriptorProto(name: "f\(number)", number: Int32(number), type: .bool)
        }
        let large = FileDescriptorProto(name: "large", messageType: [DescriptorProto(name: "Large", field: fields)])
        let files = (0..<3_000).map {
            FileDescriptorProto(name: "\($0)", messageType: [DescriptorProto(name: "M\($0)")])
        }
        let time = try ContinuousClock().measure { _ = try DescriptorPool(files: [large] + files) }
        #expect(time < .seconds(10))
    }

    /// Bytes changed at random: an error or a pool, never a trap.
    @Test func damagedDescriptorsDoNoHarm() throws {
        let bytes = try FileDescriptorProto.descriptor.file.proto.encoded()
        var random = RandomWire(seed: 5)
        for _ in 0..<300 {
            var damaged = bytes
            for _ in 0..<1 + random.below(3) { damaged[random.below(bytes.count)] = UInt8(random.below(256)) }
            let pool = DescriptorPool()
            guard let file = try? pool.add(serialized: damaged) else { continue }
            for field in file.messages.flatMap(\.fields) { _ = (field.options, field.defaultValue, field.messageType) }
        }
    }
}
