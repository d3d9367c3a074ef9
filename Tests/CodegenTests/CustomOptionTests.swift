import Foundation
import Testing

@testable import MartletSchema

/// Options that schemas declare themselves, as the generator reads them.
struct CustomOptionTests {
    private static let declarations = """
        syntax = "proto2"; package o; import "google/protobuf/descriptor.proto";
        enum Kind { KIND_NONE = 0; KIND_HARD = 7; }
        message Rule {
          optional string text = 1; repeated sint32 packed = 2 [packed = true]; repeated fixed32 loose = 3;
          map<string, Rule> nested = 4; optional Kind kind = 5; oneof choice { bool flag = 6; double ratio = 7; }
          optional uint64 big = 8; optional bytes raw = 9; repeated Rule more = 10; optional float small = 11;
          optional int64 negative = 12;
        }
        extend google.protobuf.FieldOptions { optional Rule rule = 50001; repeated string tag = 50002; }
        extend google.protobuf.EnumValueOptions { optional Kind kind = 50003; }
        message Scope { extend google.protobuf.MessageOptions { optional int32 level = 50004; } }
        """

    private func schema() throws -> Schema {
        try Schema(["o.proto": Self.declarations, "m.proto": """
            syntax = "proto3"; package m; import "o.proto";
            message M {
              option (o.Scope.level) = -3;
              string a = 1 [
                (o.rule) = {
                  text: "t" packed: [-1, 2] loose: 1 loose: 4294967295 nested { key: "k" value { kind: KIND_HARD } }
                  ratio: 0.5 big: 18446744073709551615 raw: "\\001" more { flag: true } more {} small: 1.5 negative: -9
                },
                (o.tag) = "x", (o.tag) = "y", json_name = "A"];
              string b = 2 [(o.rule).text = "u", (o.rule).kind = KIND_HARD];
              string c = 3;
            }
            enum E { E_ZERO = 0 [(o.kind) = KIND_HARD]; }
            """])
    }

    @Test
    func everyTypeIsReadAsItsSchemaSays() throws {
        let schema = try schema()
        let options = try #require(schema.message("m.M")?.field("a")?.customOptions)
        let rule = try #require(schema.option("o.rule", in: options))
        #expect(rule["text"]?.string == "t")
        #expect(rule["packed"]?.list == [.signed(-1), .signed(2)])
        #expect(rule["loose"]?.list == [.unsigned(1), .unsigned(4_294_967_295)])
        #expect(rule["nested"]?.list?.first?["key"]?.string == "k")
        #expect(rule["nested"]?.list?.first?["value"]?["kind"] == .enumValue(name: "KIND_HARD", number: 7))
        #expect(rule["ratio"] == .floating(0.5))
        #expect(rule["flag"] == nil)
        #expect(rule["big"] == .unsigned(.max))
        #expect(rule["raw"] == .bytes([1]))
        #expect(rule["more"]?.list?.map { $0["flag"]?.bool } == [true, nil])
        #expect(rule["small"] == .floating(1.5))
        #expect(rule["negative"] == .signed(-9))
        #expect(schema.option("o.tag", in: options)?.list == [.string("x"), .string("y")])
    }

    @Test
    func partsOfAMessageAreMergedAndWhatIsNotSetIsNil() throws {
        let schema = try schema()
        let message = try #require(schema.message("m.M"))
        let rule = try #require(schema.option("o.rule", in: message.fields[1].customOptions))
        #expect(rule["text"]?.string == "u")
        #expect(rule["kind"] == .enumValue(name: "KIND_HARD", number: 7))
        #expect(schema.option("o.rule", in: message.fields[2].customOptions) == nil)
        #expect(schema.option("o.unheard_of", in: message.fields[0].customOptions) == nil)
        #expect(schema.option("o.Scope.level", in: message.customOptions) == .signed(-3))
        let value = try #require(schema.enumeration("m.E")?.values.first)
        #expect(schema.option("o.kind", in: value.customOptions) == .enumValue(name: "KIND_HARD", number: 7))
    }

    @Test
    func groupsAreReadLikeMessages() throws {
        let schema = try Schema("""
            syntax = "proto2"; import "google/protobuf/descriptor.proto";
            extend google.protobuf.FieldOptions {
              optional group Limit = 50001 {
                optional int32 most = 1;
                repeated group Step = 2 { optional int32 by = 3; }
              }
            }
            extend google.protobuf.FileOptions { repeated group Note = 50002 { optional string text = 1; } }
            option (note) = { text: "a" };
            option (note) = { text: "b" };
            message Outer { message M {
              optional int32 a = 1 [(limit) = { most: 9 Step { by: 2 } Step { by: 3 } }, deprecated = true];
            } }
            """)
        let field = try #require(schema.message("Outer.M")?.field("a"))
        #expect(field.isDeprecated)
        let limit = try #require(schema.option("limit", in: field.customOptions))
        #expect(limit["most"] == .signed(9))
        #expect(limit["step"]?.list?.map { $0["by"] } == [.signed(2), .signed(3)])
        let notes = schema.option("note", in: try #require(schema.files.last).customOptions)
        #expect(notes?.list?.map { $0["text"]?.string } == ["a", "b"])
    }

    @Test(.enabled(if: googleapis != nil, "needs MARTLET_PYTHON with googleapis-common-protos"))
    func googleAPIAnnotationsAreReadable() throws {
        let folder = try TemporaryFolder()
        try folder.write("""
            syntax = "proto3"; package shop; import "google/api/annotations.proto";
            message Order { string id = 1; }
            service Shop {
              rpc Get(Order) returns (Order) {
                option (google.api.http) = {
                  get: "/v1/orders/{id}"
                  additional_bindings { post: "/v1/orders:find" body: "*" }
                };
              }
            }
            """, to: "shop.proto")
        let protoc = Schema.protocWithEditions ?? Protoc(command: ["protoc"])
        let output = try folder.keep { url in
            try protoc.compile(files: ["shop.proto"], roots: [url.path, Self.googleapis ?? ""])
        }
        let schema = try Schema(descriptorSet: output.descriptorSet, generating: ["shop.proto"])
        let method = try #require(schema.file("shop.proto")?.services.first?.methods.first)
        let rule = try #require(schema.option("google.api.http", in: method.customOptions))
        #expect(rule["get"]?.string == "/v1/orders/{id}")
        let binding = try #require(rule["additional_bindings"]?.list?.first)
        #expect(binding["post"]?.string == "/v1/orders:find")
        #expect(binding["body"]?.string == "*")
    }

    /// The folder that Google's common schemas are installed in.
    static let googleapis: String? = {
        guard let python = Places.python else { return nil }
        let script = "import site; print(next(p for p in site.getsitepackages()))"
        guard let run = try? CommandRun(URL(filePath: python), ["-c", script]) else { return nil }
        let folder = run.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let isThere = FileManager.default.fileExists(atPath: folder + "/google/api/annotations.proto")
        return isThere ? folder : nil
    }()
}
