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
        let schema = try Schema("""
            syntax = "proto3";
            import "google/protobuf/descriptor.proto";
            service S { rpc Call(google.protobuf.FileOptions) returns (google.protobuf.FileOptions); }
            """)
        let error = #expect(throws: SchemaError.self) {
            try Generator(schema, options: GenerationOptions()).files()
        }
        #expect(error?.text == "test.proto uses google.protobuf.FileOptions, for which no code is generated")
        let elsewhere = GenerationOptions(modules: ["google/protobuf/descriptor.proto": "WellKnown"])
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
