import MartletGenerator
import MartletSchema
import Testing

/// Schemas in `google/protobuf/` need no generating: their Swift comes with Martlet.
struct WellKnownImportTests {
    private let schema: Schema

    init() throws {
        schema = try Schema("""
            syntax = "proto3";
            import "google/protobuf/any.proto";
            import "google/protobuf/duration.proto";
            import "google/protobuf/timestamp.proto";
            message Visit {
              message Timestamp {}
              google.protobuf.Duration length = 1;
              google.protobuf.Timestamp begin = 2;
              repeated google.protobuf.Any details = 3;
            }
            service Visits { rpc Begin(google.protobuf.Duration) returns (Visit); }
            """)
    }

    @Test
    func theirModuleIsImportedForMessagesAndServices() throws {
        let files = try Generator(schema, options: GenerationOptions(visibility: .public)).files()
        #expect(files.count == 2)
        for file in files { #expect(file.source.contains("\npublic import MartletWellKnownTypes\n"), "\(file.path)") }
    }

    @Test
    func typesHaveTheNamesThatTheModuleGaveThem() throws {
        let source = try #require(try Generator(schema, options: GenerationOptions()).files().first?.source)
        #expect(source.contains("var length: MartletWellKnownTypes.ProtoDuration?\n"))
        #expect(source.contains("var details: [MartletWellKnownTypes.AnyMessage] = []\n"))
    }

    @Test
    func oneThatANestedTypeHidesIsReachedThroughItsOwnModule() throws {
        let options = GenerationOptions(module: "App")
        let source = try #require(try Generator(schema, options: options).files().first?.source)
        #expect(source.contains("var begin: MartletWellKnownTypes.Timestamp?\n"))
    }

    @Test
    func whoGeneratesThemHasThemUnderTheSameNames() throws {
        let own = GenerationOptions(modules: [
            "google/protobuf/duration.proto": "Mine", "google/protobuf/timestamp.proto": "Mine",
            "google/protobuf/any.proto": "Mine",
        ])
        let source = try #require(try Generator(schema, options: own).files().first?.source)
        #expect(source.contains("internal import Mine\n"))
        #expect(source.contains("var length: Mine.ProtoDuration?\n"))
        #expect(!source.contains("MartletWellKnownTypes"))
    }
}
