import Foundation
import Testing

@testable import MartletSchema

/// Our standard schemas say what the official ones say; only the words are ours.
struct StandardSchemaTests {
    /// Paths below `Proto/` that have an official counterpart, and where that lies once its package is installed.
    static let standards: [(path: String, root: String)] = [
        ("grpc/testing/empty.proto", "/usr/share/grpc-proto"),
        ("grpc/testing/messages.proto", "/usr/share/grpc-proto"),
        ("grpc/testing/test.proto", "/usr/share/grpc-proto"),
        ("google/protobuf/descriptor.proto", "/usr/include"),
        ("google/protobuf/compiler/plugin.proto", "/usr/include"),
    ]

    /// Where ours follows protobuf's present descriptor.proto instead of Debian's 3.21.
    static let changedSince3_21 = [
        "google.protobuf.FileOptions.php_generic_services": "removed; the number and the name are reserved",
        "google.protobuf.FieldOptions.weak": "marked deprecated",
    ]

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
        #expect(additions.isEmpty || path.hasPrefix("google/protobuf/"), "\(additions.sorted())")
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
