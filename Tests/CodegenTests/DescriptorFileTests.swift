import Foundation
import Testing

@testable import MartletGenerator
@testable import MartletSchema

/// `x.pb.descriptor.swift`: the schema as protoc describes it, for those who need it at run time.
struct DescriptorFileTests {
    private static let sources = [
        "base.proto": """
            syntax = "proto3"; package base; message Item { message Part {} }
            """,
        "app/v1/my_order.proto": """
            // A comment that is not for the run time.
            syntax = "proto3"; package app.v1; import "base.proto"; import "google/protobuf/timestamp.proto";
            import "google/protobuf/descriptor.proto";
            extend google.protobuf.MessageOptions { string note = 50001; }
            message Order { option (note) = "kept"; base.Item item = 1; google.protobuf.Timestamp time = 2; }
            """,
    ]

    private func source(_ path: String, options: GenerationOptions) throws -> String {
        let files = try Generator(Schema(Self.sources), options: options).files()
        return try #require(files.first { $0.path == path }).source
    }

    @Test
    func theBytesAreProtocsWithoutSourceInfo() throws {
        let folder = try TemporaryFolder()
        for (path, text) in Self.sources { try folder.write(text, to: path) }
        let protoc = try CommandRun(
            URL(filePath: "/usr/bin/env"), ["protoc", "-I.", "-o", "set", "app/v1/my_order.proto"], in: folder.url)
        try #require(protoc.status == 0, "\(protoc.errors)")
        // A set of one file: tag 1, length (two bytes here), file.
        let expected = try Data(contentsOf: folder.url.appending(path: "set")).dropFirst(3)
        let file = try #require(Schema(Self.sources).file("app/v1/my_order.proto"))
        #expect(Data(file.serialized) == expected)
        let source = try source("app/v1/my_order.pb.descriptor.swift", options: GenerationOptions(descriptors: true))
        let literal = source.split(separator: "\"\"\"")[1].filter { !$0.isWhitespace && $0 != "\\" }
        #expect(Data(base64Encoded: String(literal)) == expected)
    }

    @Test
    func importsAreNamedInTheirModules() throws {
        let options = GenerationOptions(visibility: .public, descriptors: true)
        let source = try source("app/v1/my_order.pb.descriptor.swift", options: options)
        #expect(source.contains("\npublic import MartletReflection\n\n"))
        #expect(source.contains("""
                dependencies: [
                    _pbFile_base,
                    MartletReflection._pbFile_google_protobuf_timestamp,
                    MartletReflection._pbFile_google_protobuf_descriptor,
                ])

            nonisolated extension Order: MartletReflection.DescribedMessage {
                public static let descriptor = _pbFile_app_v1_my_order_
            """))
    }

    /// Where the module has the services as well: a conformance stands beside its type.
    @Test
    func servicesKnowTheirDescriptors() throws {
        let schema = try Schema([
            "s.proto": """
                syntax = "proto3"; package s; message M {}
                service Shop { rpc Descriptor(M) returns (M); }
                """
        ])
        let files = try Generator(schema, options: GenerationOptions(descriptors: true)).files()
        let descriptor = try #require(files.first { $0.path == "s.pb.descriptor.swift" }).source
        #expect(descriptor.contains("""

            nonisolated extension ShopMethods: MartletReflection.DescribedService {
                static let descriptor = _pbFile_s.service("s.Shop")
            }
            """))
        let services = try #require(files.first { $0.path == "s.grpc.swift" }).source
        #expect(services.contains("static let descriptor_ = "))
        let alone = try Generator(schema, options: GenerationOptions(services: false, descriptors: true)).files()
        #expect(!alone.contains { $0.source.contains("DescribedService") })
    }

    @Test
    func pathsThatDifferInPunctuationHaveNamesOfTheirOwn() throws {
        let paths = ["a_b/c.proto", "a/b_c.proto", "a/b/c.proto", "a-b/c.proto", "a/b-c.proto"]
        #expect(Set(paths.map(EmbeddedFileName.of)).count == paths.count)
        #expect(EmbeddedFileName.of("a/b/c.proto") == "_pbFile_a_b_c")
    }

    @Test
    func theyCanStandInAModuleThatDoesNotHoldTheMessages() throws {
        let options = GenerationOptions(
            visibility: .public, messages: false, services: false, descriptors: true, module: "Descriptors",
            modules: ["app/v1/my_order.proto": "Messages", "base.proto": "Base"])
        let files = try Generator(Schema(Self.sources), options: options).files()
        #expect(files.map(\.path) == ["app/v1/my_order.pb.descriptor.swift", "base.pb.descriptor.swift"])
        #expect(files[0].source.contains("public import MartletReflection\npublic import Messages\n\n"))
        #expect(files[1].source.contains("nonisolated extension Base.Item.Part: MartletReflection.DescribedMessage {"))
        let reflection = GenerationOptions(
            visibility: .public, messages: false, services: false, descriptors: true, module: "MartletReflection")
        let schema = try Schema(
            files: ["google/protobuf/timestamp.proto"], in: Places.proto)
        let own = try #require(try Generator(schema, options: reflection).files().first).source
        #expect(own.contains("\n\npublic import MartletWellKnownTypes\n\n"))
    }

    @Test
    func theConfigurationTellsWhichModuleLacksThem() throws {
        let folder = try TemporaryFolder()
        for (path, text) in Self.sources { try folder.write(text, to: "Proto/\(path)") }
        let configuration = """
            { "modules": [
                { "name": "Base", "protos": ["Proto/base.proto"], "output": "Base" },
                { "name": "App", "protos": ["Proto/app"], "output": "App", "descriptors": true } ] }
            """
        try folder.write(configuration, to: "martlet-gen.json")
        let refused = try CommandRun.tool("generate", in: folder.url)
        #expect(refused.status == 3)
        #expect(refused.errors.hasPrefix(
            "app/v1/my_order.proto:2:36: error: the descriptor of app/v1/my_order.proto needs that of base.proto, "
                + "which no module has\n"))
        #expect(refused.errors.contains("help: set \"descriptors\": true in module Base as well\n"))
        try folder.write(
            configuration.replacing("\"output\": \"Base\"", with: "\"output\": \"Base\", \"descriptors\": true"),
            to: "martlet-gen.json")
        let run = try CommandRun.tool("generate", in: folder.url)
        #expect(run.status == 0, "\(run.errors)")
        let source = try folder.read("App/app/v1/my_order.pb.descriptor.swift")
        for module in ["Base", "MartletProtobuf", "MartletReflection"] {
            #expect(source.contains("\ninternal import \(module)\n"))
        }
        #expect(source.contains("Base._pbFile_base,\n"))
    }
}
