import Foundation
import MartletGenerator
import MartletSchema
import Testing

/// Schemas that can't become Swift: each folder has the schemas and, in `error.expected`, what is said about them.
struct RefusalTests {
    @Test(arguments: try Places.folders(in: Places.refused))
    func refusalNamesBothDeclarationsAndTheRemedy(name: String) throws {
        let folder = Places.refused.appending(path: name)
        let schema = try Schema(files: Places.files(in: folder, endings: ".proto"), in: folder)
        let expected = try String(contentsOf: folder.appending(path: "error.expected"), encoding: .utf8)
        let error = #expect(throws: SchemaError.self) {
            try Generator(schema, options: GenerationOptions()).files()
        }
        #expect("\(error?.description ?? "")\n" == expected)
    }

    @Test
    func aBundledSchemaWithoutCodeIsRefused() throws {
        let folder = try TemporaryFolder()
        let path = "google/protobuf/compiler/plugin.proto"
        try folder.write("syntax = \"proto2\"; package google.protobuf.compiler; message Version {}", to: path)
        try folder.write("""
            syntax = "proto3";
            import "\(path)";
            service S { rpc Call(google.protobuf.compiler.Version) returns (google.protobuf.compiler.Version); }
            """, to: "test.proto")
        let schema = try folder.keep { try Schema(files: ["test.proto"], in: $0) }
        let error = #expect(throws: SchemaError.self) {
            try Generator(schema, options: GenerationOptions()).files()
        }
        #expect(error?.text == "test.proto uses google.protobuf.compiler.Version, for which no code is generated")
        let elsewhere = GenerationOptions(modules: [path: "WellKnown"])
        let file = try #require(try Generator(schema, options: elsewhere).files().first)
        #expect(file.source.contains("internal import WellKnown\n"))
    }

    @Test
    func aPathThatLeavesTheOutputFolderIsRefused() throws {
        for path in ["../up.proto", "a/../../up.proto", "/root.proto", "a//b.proto", "./a.proto"] {
            var file = FileSchema(path: path, package: "", syntax: .proto3)
            file.messages = [MessageSchema(name: "M", fullName: "M", position: SourcePosition(path: path))]
            let schema = Schema(files: [file], generatedPaths: [path])
            #expect(throws: SchemaError.self, "\(path)") {
                try Generator(schema, options: GenerationOptions()).files()
            }
        }
    }
}
