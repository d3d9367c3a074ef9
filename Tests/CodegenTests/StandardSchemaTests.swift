import Foundation
import Testing

@testable import MartletSchema

/// Our standard schemas say what the official ones say; only the words are ours.
struct StandardSchemaTests {
    /// Paths below `Proto/` that have an official counterpart, and where that lies once its package is installed.
    static let standards: [(path: String, root: String)] = [
        ("google/protobuf/descriptor.proto", "/usr/include"),
        ("google/protobuf/compiler/plugin.proto", "/usr/include"),
    ] + wellKnown.map { ("google/protobuf/\($0).proto", "/usr/include") }
        + grpc.map { ("grpc/\($0).proto", "/usr/share/grpc-proto") }

    /// The schemas of gRPC's own services.
    static let grpc = [
        "core/stats", "health/v1/health", "reflection/v1/reflection", "reflection/v1alpha/reflection",
        "testing/benchmark_service", "testing/control", "testing/empty", "testing/messages", "testing/payloads",
        "testing/stats", "testing/test", "testing/worker_service",
    ]

    /// The schemas that MartletWellKnownTypes is generated from.
    static let wellKnown = [
        "any", "api", "duration", "empty", "field_mask", "source_context", "struct", "timestamp", "type", "wrappers",
    ]

    /// Where ours follows protobuf's present descriptor.proto instead of Debian's 3.21.
    static let changedSince3_21 = [
        "google.protobuf.FileOptions.php_generic_services": "removed; the number and the name are reserved",
        "google.protobuf.FieldOptions.weak": "marked deprecated",
        "google.protobuf.Method.syntax": "marked deprecated",
    ]

    /// What the schemas of gRPC's services have today beyond Debian's: the list that health answers with.
    static let addedSinceDebian = ["grpc.health.v1.Health.List", "grpc.health.v1.HealthList"]

    @Test
    func everySchemaWithAnOfficialCounterpartIsCompared() throws {
        let ours = try Places.files(in: Places.proto, endings: ".proto")
            .filter { $0.hasPrefix("grpc/") || $0.hasPrefix("google/") }
        #expect(ours == Self.standards.map(\.path).sorted())
    }

    @Test(arguments: standards.filter { FileManager.default.fileExists(atPath: "\($0.root)/\($0.path)") })
    func nothingOfTheOfficialSchemaIsMissingOrDifferent(path: String, root: String) throws {
        let official = try facts(path, in: URL(filePath: root))
        let ours = try facts(path, in: Places.proto)
        for (name, fact) in official where Self.changedSince3_21[name] == nil {
            #expect(ours[name] == fact, "\(name)")
        }
        // What is installed may be older than ours, where ours has to know editions.
        let additions = Set(ours.keys).subtracting(official.keys)
            .filter { name in !Self.addedSinceDebian.contains { name.hasPrefix($0) } }
        #expect(additions.isEmpty || path.hasPrefix("google/protobuf/"), "\(additions.sorted())")
    }

    /// A peer's descriptor pool takes a well-known file from us only when it is the one that the peer has built in.
    @Test(.enabled(if: Places.python != nil, "needs MARTLET_PYTHON with protobuf"), arguments: wellKnown)
    func wellKnownDescriptorsAreTheBuiltInOnesByteForByte(name: String) throws {
        let folder = try TemporaryFolder()
        let protoc = try Protoc.find().command
        let path = "google/protobuf/\(name).proto"
        let own = try CommandRun(
            URL(filePath: "/usr/bin/env"),
            protoc + ["-I", Places.proto.path, "--descriptor_set_out=\(folder.url.path)/set", path])
        try #require(own.status == 0, "\(own.errors)")
        // The set wraps one file, in protoc's canonical order; Python does the same to its own.
        let script = """
            import sys
            from google.protobuf import \(name)_pb2, descriptor_pb2
            file = descriptor_pb2.FileDescriptorProto.FromString(\(name)_pb2.DESCRIPTOR.serialized_pb)
            sys.stdout.write(descriptor_pb2.FileDescriptorSet(file=[file]).SerializeToString().hex())
            """
        let python = try CommandRun(URL(filePath: Places.python ?? ""), ["-c", script])
        let bytes = try Data(contentsOf: folder.url.appending(path: "set"))
        #expect(python.output == bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    }

    /// Every declaration by its full name, with all that reaches the wire or generated code.
    private func facts(_ path: String, in root: URL) throws -> [String: String] {
        let schema = try Schema(files: [path], in: root)
        let file = try #require(schema.file(path))
        var facts = [path: "package \(file.package), \(file.syntax), imports \(file.dependencies)"]
        for message in file.allMessages {
            facts[message.fullName] = "message"
            for field in message.fields { facts[field.fullName] = self.facts(of: field) }
        }
        for enumeration in file.allEnums {
            facts[enumeration.fullName] = "enum, closed \(enumeration.isClosed)"
            for value in enumeration.values { facts[value.fullName] = "\(value.number) \(value.isDeprecated)" }
        }
        for method in file.services.flatMap(\.methods) {
            facts[method.fullName] = "\(method.request) \(method.response) \(method.shape)"
        }
        return facts
    }

    private func facts(of field: FieldSchema) -> String {
        """
        \(field.number) \(field.type) \(field.cardinality) \(field.jsonName) \(String(describing: field.defaultValue)) \
        \(field.oneof ?? "-") \(field.validatesUTF8) \(field.isDelimited) \(field.isDeprecated)
        """
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/protoc-c")))
    func theCommittedCSideIsWhatProtocCMakesOfOurSchemas() throws {
        let folder = try TemporaryFolder()
        let names = ["google/protobuf/descriptor", "google/protobuf/compiler/plugin"]
        let run = try CommandRun(
            URL(filePath: "/usr/bin/protoc-c"),
            ["-I", Places.proto.path, "--c_out=\(folder.url.path)"] + names.map { "\($0).proto" })
        try #require(run.status == 0)
        let committed = Places.root.appending(path: "codegen/CDescriptors")
        for name in names {
            for (made, kept) in [("\(name).pb-c.c", "\(name).pb-c.c"), ("\(name).pb-c.h", "include/\(name).pb-c.h")] {
                let text = try String(contentsOf: committed.appending(path: kept), encoding: .utf8)
                #expect(try folder.read(made) == text, "run codegen/regenerate-descriptors.sh: \(kept)")
            }
        }
    }
}
