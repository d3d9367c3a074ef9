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
    func redactionIsRead() throws {
        let schema = try schema("message M { string a = 1 [debug_redact = true]; string b = 2; }")
        #expect(try #require(schema.message("M")).fields.map(\.isRedacted) == [true, false])
    }
}
