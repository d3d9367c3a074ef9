import MartletGenerator
import MartletSchema
import Testing

@Suite(.enabled(if: Schema.protocWithEditions != nil, "needs MARTLET_PYTHON with grpcio-tools"))
struct EditionTests {
    private func schema(_ body: String, edition: Int = 2023) throws -> Schema {
        try Schema("edition = \"\(edition)\";\n\(body)", protoc: Schema.protocWithEditions)
    }

    @Test(arguments: [2023, 2024])
    func anEditionHasItsDefaults(edition: Int) throws {
        let schema = try schema(
            "message M { int32 a = 1; repeated int32 b = 2; string c = 3; M d = 4; } enum E { ZERO = 0; }",
            edition: edition)
        #expect(schema.files.first?.syntax == .edition(edition == 2023 ? 1000 : 1001))
        let fields = try #require(schema.message("M")).fields
        #expect(fields[0].cardinality == .singular(.explicit))
        #expect(fields[1].cardinality == .repeated(packed: true))
        #expect(fields[2].validatesUTF8)
        #expect(!fields[3].isDelimited)
        #expect(try #require(schema.enumeration("E")).isClosed == false)
    }

    @Test
    func theFileOverridesTheEditionAndTheFieldOverridesTheFile() throws {
        let schema = try schema("""
            option features.field_presence = IMPLICIT;
            option features.repeated_field_encoding = EXPANDED;
            option features.utf8_validation = NONE;
            option features.enum_type = CLOSED;
            message M {
              int32 a = 1;
              int32 b = 2 [features.field_presence = EXPLICIT];
              int32 c = 3 [features.field_presence = LEGACY_REQUIRED];
              repeated int32 d = 4;
              repeated int32 e = 5 [features.repeated_field_encoding = PACKED];
              string f = 6;
              string g = 7 [features.utf8_validation = VERIFY];
              oneof h { int32 i = 8; }
            }
            enum Shut { A = 1; }
            enum Ajar { option features.enum_type = OPEN; B = 0; }
            """)
        let fields = try #require(schema.message("M")).fields
        #expect(fields.map(\.cardinality) == [
            .singular(.implicit), .singular(.explicit), .singular(.required), .repeated(packed: false),
            .repeated(packed: true), .singular(.implicit), .singular(.implicit), .singular(.explicit),
        ])
        #expect(fields[5...6].map(\.validatesUTF8) == [false, true])
        #expect(try #require(schema.enumeration("Shut")).isClosed)
        #expect(try #require(schema.enumeration("Ajar")).isClosed == false)
    }

    @Test
    func delimitedMessagesAreNeverMapsNorTheirValues() throws {
        let schema = try schema("""
            option features.message_encoding = DELIMITED;
            message M { M a = 1; repeated M b = 2; map<string, M> c = 3; M d = 4 [features.message_encoding =
              LENGTH_PREFIXED]; }
            """)
        #expect(try #require(schema.message("M")).fields.map(\.isDelimited) == [true, true, false, false])
    }

    @Test
    func messagesOneofsAndEnumsHandTheirFeaturesDown() throws {
        let schema = try schema("""
            option features.json_format = LEGACY_BEST_EFFORT;
            message Outer {
              option features.json_format = ALLOW;
              message Inner { enum Deep { option features.json_format = LEGACY_BEST_EFFORT; A = 0; } }
              enum Near { B = 0; }
              oneof choice { string a = 1 [features.utf8_validation = NONE]; string b = 2; }
              extend Extended { repeated int32 ext = 100; }
            }
            message Extended { extensions 100 to 200; }
            enum Far { C = 0; }
            """)
        #expect(try #require(schema.message("Outer.Inner")).features.jsonFormat == .allow)
        #expect(try #require(schema.message("Extended")).features.jsonFormat == .legacyBestEffort)
        #expect(try #require(schema.enumeration("Outer.Inner.Deep")).features.jsonFormat == .legacyBestEffort)
        #expect(try #require(schema.enumeration("Outer.Near")).features.jsonFormat == .allow)
        #expect(try #require(schema.enumeration("Far")).features.jsonFormat == .legacyBestEffort)
        #expect(try #require(schema.message("Outer")).fields.map(\.validatesUTF8) == [false, true])
        #expect(try #require(schema.extension("Outer.ext")).field.cardinality == .repeated(packed: true))
    }

    @Test
    func extensionsTakeTheFeaturesOfWhereTheyAreDeclared() throws {
        let schema = try Schema([
            "base.proto": """
                syntax = "proto2"; package base; message Extended { extensions 100 to 200; } enum Old { OLD = 1; }
                """,
            "app.proto": """
                edition = "2023"; package app; import "base.proto";
                option features.message_encoding = DELIMITED;
                extend base.Extended {
                  repeated base.Old olds = 100; M m = 101; M plain = 102 [features.message_encoding = LENGTH_PREFIXED];
                }
                message M { base.Old old = 1; }
                """,
        ], protoc: Schema.protocWithEditions)
        let fields = try #require(schema.file("app.proto")).extensions.map(\.field)
        #expect(fields[0].cardinality == .repeated(packed: true))
        #expect(fields.map(\.isDelimited) == [false, true, false])
        #expect(try #require(schema.enumeration("base.Old")).isClosed)
    }

    @Test
    func symbolsMayBeExportedOrLocalAndOptionsImported() throws {
        let schema = try Schema([
            "a_options.proto": """
                edition = "2024"; package options; import "google/protobuf/descriptor.proto";
                extend google.protobuf.MessageOptions { string note = 50001; }
                message Order {}
                """,
            "b.proto": """
                edition = "2024"; package app; import option "a_options.proto";
                export message Order { option (options.note) = "n"; Line line = 1; }
                local message Line { local enum Kind { KIND_ZERO = 0; } Kind kind = 1; }
                """,
        ], protoc: Schema.protocWithEditions)
        let app = Schema(files: schema.files, generatedPaths: ["b.proto"])
        #expect(app.linkedFiles.map(\.path) == ["b.proto"])
        let order = try #require(app.message("app.Order"))
        #expect(app.option("options.note", in: order.customOptions)?.string == "n")
        // The options' file has an Order as well, which this code never sees.
        let options = GenerationOptions(descriptors: true)
        let files = try Generator(app, options: options).files()
        #expect(files.map(\.path) == ["b.pb.swift", "b.pb.descriptor.swift"])
        #expect(files[1].source.contains("dependencies: [])"))
    }

    @Test
    func redactionIsRead() throws {
        let schema = try schema("message M { string a = 1 [debug_redact = true]; string b = 2; }")
        #expect(try #require(schema.message("M")).fields.map(\.isRedacted) == [true, false])
    }
}
