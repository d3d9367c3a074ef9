import Foundation
import MartletSchema
import Testing

struct SchemaReadingTests {
    @Test
    func presenceFollowsTheSyntax() throws {
        let schema = try Schema([
            "three.proto": """
                syntax = "proto3"; package three;
                message M { int32 a = 1; optional int32 b = 2; M c = 3; oneof d { int32 e = 4; } }
                """,
            "two.proto": """
                syntax = "proto2"; package two;
                message M { optional int32 a = 1; required int32 b = 2; optional group C = 3 {} }
                """,
        ])
        let three = try #require(schema.message("three.M"))
        #expect(three.fields.map(\.cardinality) == [
            .singular(.implicit), .singular(.explicit), .singular(.explicit), .singular(.explicit),
        ])
        #expect(three.oneofs.map(\.name) == ["d"])
        #expect(three.fields.map(\.oneof) == [nil, nil, nil, "d"])
        let two = try #require(schema.message("two.M"))
        #expect(two.fields.map(\.cardinality) == [.singular(.explicit), .singular(.required), .singular(.explicit)])
        #expect(two.fields.map(\.isDelimited) == [false, false, true])
    }

    @Test
    func packingAndUTF8FollowTheSyntaxUnlessTheFieldSays() throws {
        let schema = try Schema([
            "three.proto": """
                syntax = "proto3"; package three;
                message M { repeated int32 a = 1; repeated int32 b = 2 [packed = false]; repeated string c = 3; }
                """,
            "two.proto": """
                syntax = "proto2"; package two;
                message M { repeated int32 a = 1; repeated int32 b = 2 [packed = true]; repeated string c = 3; }
                """,
        ])
        let three = try #require(schema.message("three.M")?.fields)
        #expect(three.map(\.cardinality) == [
            .repeated(packed: true), .repeated(packed: false), .repeated(packed: false),
        ])
        #expect(three[2].validatesUTF8)
        let two = try #require(schema.message("two.M")?.fields)
        #expect(two.map(\.cardinality) == [
            .repeated(packed: false), .repeated(packed: true), .repeated(packed: false),
        ])
        #expect(!two[2].validatesUTF8)
    }

    @Test
    func mapsAreFieldsAndTheirEntriesAreGone() throws {
        let schema = try Schema("""
            syntax = "proto3";
            message M { map<string, M> children = 1; map<int32, K> kinds = 2; }
            enum K { ZERO = 0; }
            """)
        let message = try #require(schema.message("M"))
        #expect(message.messages.isEmpty)
        #expect(message.fields.map(\.cardinality) == [
            .map(key: .string, value: .message("M")), .map(key: .int32, value: .enumeration("K")),
        ])
        #expect(message.fields.map(\.type) == [.message("M"), .enumeration("K")])
    }

    @Test
    func enumsAreOpenInProto3AndClosedInProto2AndKnowTheirAliases() throws {
        let schema = try Schema([
            "three.proto": """
                syntax = "proto3"; package three;
                enum E { option allow_alias = true; A = 0; B = 0; C = 1 [deprecated = true]; }
                """,
            "two.proto": "syntax = \"proto2\"; package two; enum E { A = 1; }",
        ])
        let three = try #require(schema.enumeration("three.E"))
        #expect(!three.isClosed)
        #expect(three.values.map(\.aliasOf) == [nil, "A", nil])
        #expect(three.values.map(\.isDeprecated) == [false, false, true])
        #expect(try #require(schema.enumeration("two.E")).isClosed)
    }

    @Test
    func defaultsAreReadAsValues() throws {
        let schema = try Schema("""
            syntax = "proto2";
            enum E { A = 1; B = 2; }
            message M {
              optional int64 a = 1 [default = -9223372036854775808];
              optional uint64 b = 2 [default = 18446744073709551615];
              optional double c = 3 [default = -inf];
              optional bool d = 4 [default = true];
              optional string e = 5 [default = "a\\"\\n\u{e4}"];
              optional bytes f = 6 [default = "\\000\\377\\n\\\\a"];
              optional E g = 7 [default = B];
              optional int32 h = 8;
            }
            """)
        #expect(try #require(schema.message("M")).fields.map(\.defaultValue) == [
            .signed(.min), .unsigned(.max), .floating(-.infinity), .bool(true), .string("a\"\n\u{e4}"),
            .bytes([0, 255, 10, 92, 97]), .enumValue("B"), nil,
        ])
    }

    @Test
    func commentsAndPositionsBelongToTheirDeclarations() throws {
        let schema = try Schema("""
            // Of the file.
            syntax = "proto3";

            // Detached.

            // Leading.
            message M { // Trailing.
              // Of the field.
              int32 a = 1;
            }
            """)
        #expect(schema.files.first?.comments.leading == " Of the file.\n")
        let message = try #require(schema.message("M"))
        #expect(message.comments.leading == " Leading.\n")
        #expect(message.comments.trailing == " Trailing.\n")
        #expect(message.comments.detached == [" Detached.\n"])
        #expect(message.position.description == "test.proto:7:1")
        #expect(message.fields[0].comments.leading == " Of the field.\n")
        #expect(message.fields[0].position.description == "test.proto:9:3")
    }

    @Test
    func unknownOptionsAreKeptAsTheyCame() throws {
        let schema = try Schema("""
            syntax = "proto2";
            import "google/protobuf/descriptor.proto";
            extend google.protobuf.FieldOptions { optional string label = 50001; optional int32 weight = 50002; }
            message M { optional int32 a = 1 [(label) = "x", (weight) = 300, deprecated = true]; }
            """)
        let field = try #require(schema.message("M")?.fields.first)
        #expect(field.customOptions == [
            CustomOption(number: 50001, wireType: 2, bytes: Array("x".utf8)),
            CustomOption(number: 50002, wireType: 0, bytes: [0xAC, 0x02]),
        ])
        #expect(field.isDeprecated)
    }

    @Test
    func shapesOfMethodsFollowTheirStreams() throws {
        let schema = try Schema("""
            syntax = "proto3";
            message M {}
            service S {
              rpc A(M) returns (M); rpc B(stream M) returns (M);
              rpc C(M) returns (stream M); rpc D(stream M) returns (stream M);
            }
            """)
        let methods = try #require(schema.files.first?.services.first).methods
        #expect(methods.map(\.shape) == [.unary, .clientStreaming, .serverStreaming, .bidirectionalStreaming])
    }

    @Test
    func whatNothingWantedImportsIsLeftOut() throws {
        let folder = try TemporaryFolder()
        for (name, imports) in [("a", "b"), ("b", "c"), ("c", nil), ("d", "c")] {
            let line = imports.map { "import \"\($0).proto\";" } ?? ""
            try folder.write("syntax = \"proto3\"; \(line)", to: "\(name).proto")
        }
        let set = try folder.keep { folder in
            try Protoc.find().compile(files: ["a.proto", "d.proto"], roots: [folder.path]).descriptorSet
        }
        #expect(try Schema(descriptorSet: set, generating: ["a.proto"]).files.map(\.path) == [
            "c.proto", "b.proto", "a.proto",
        ])
    }

    @Test
    func anEditionOfTheFutureIsRefused() {
        // file { name: "a" syntax: "editions" edition: 1002 }
        let file: [UInt8] = [0x0A, 1, 0x61, 0x62, 8] + Array("editions".utf8) + [0x70, 0xEA, 0x07]
        let error = #expect(throws: SchemaError.self) {
            try Schema(descriptorSet: [0x0A, UInt8(file.count)] + file)
        }
        #expect(error?.text == "edition 1002 is not one that martlet-gen knows")
    }

    @Test
    func bytesThatAreNoDescriptorSetAreRefused() {
        for bytes: [UInt8] in [[0xFF], [0x0A, 0x7F], Array("syntax".utf8)] {
            #expect(throws: SchemaError.self) { try Schema(descriptorSet: bytes) }
        }
    }

    @Test
    func aSetWithoutImportsIsRefusedWithTheRemedy() throws {
        let folder = try TemporaryFolder()
        try folder.write("syntax = \"proto3\"; package a; message A {}", to: "a.proto")
        try folder.write("syntax = \"proto3\"; import \"a.proto\"; message B { a.A a = 1; }", to: "b.proto")
        let set = folder.url.appending(path: "set.pb")
        let run = try CommandRun(
            .init(filePath: "/usr/bin/env"), ["protoc", "-I.", "-o", set.path, "b.proto"], in: folder.url)
        try #require(run.status == 0)
        let error = #expect(throws: SchemaError.self) {
            try Schema(descriptorSet: TextFile.bytes(of: set.path))
        }
        #expect(error?.text == "B.a uses a.A, which is not in the descriptor set")
        #expect(error?.help == "make the set with protoc --include_imports")
    }
}
