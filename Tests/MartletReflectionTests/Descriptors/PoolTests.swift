import MartletProtobuf
import Testing

@testable import MartletReflection

@Suite struct PoolTests {
    private static func file(
        _ name: String, imports: [String] = [], messages: [DescriptorProto] = [], package: String = "p"
    ) -> FileDescriptorProto {
        FileDescriptorProto(name: name, package: package, dependency: imports, messageType: messages, syntax: "proto3")
    }

    private static func message(_ name: String, field type: String? = nil) -> DescriptorProto {
        let field = type.map {
            FieldDescriptorProto(name: "f", number: 1, label: .optional, type: .message, typeName: $0)
        }
        return DescriptorProto(name: name, field: field.map { [$0] } ?? [])
    }

    @Test func filesComeInAnyOrder() throws {
        let a = Self.file("a", imports: ["b", "c"], messages: [Self.message("A", field: ".p.B")])
        let b = Self.file("b", imports: ["c"], messages: [Self.message("B", field: "C")])
        let c = Self.file("c", messages: [Self.message("C")])
        let pool = try DescriptorPool(files: [a, c, b])
        #expect(pool.files.map(\.name) == ["c", "b", "a"])
        #expect(pool.message(named: "p.A")?.field(named: "f")?.messageType?.field(named: "f")?.messageType
            == pool.message(named: "p.C"))
        // The same once more is no second one.
        #expect(try pool.add(b) == pool.file(named: "b"))
        #expect(pool.files.count == 3)
    }

    @Test func publicImportsAreSeenThrough() throws {
        var bridge = Self.file("bridge", imports: ["c"])
        let c = Self.file("c", messages: [Self.message("C")])
        let user = Self.file("user", imports: ["bridge"], messages: [Self.message("U", field: ".p.C")])
        #expect(throws: DescriptorError(file: "user", symbol: "p.U.f", reason: .notImported(type: "p.C", file: "c"))) {
            try DescriptorPool(files: [bridge, c, user])
        }
        bridge.publicDependency = [0]
        let pool = try DescriptorPool(files: [user, bridge, c])
        #expect(pool.file(named: "bridge")?.publicDependencies.map(\.name) == ["c"])
    }

    @Test(arguments: [
        ([file("a", imports: ["b"])], "a: imports b, which the pool does not have"),
        ([file("a", imports: ["a"])], "a: imports itself"),
        ([file("a", imports: ["b"]), file("b", imports: ["a"])], "a: imports itself"),
        ([file("a"), file("a", messages: [message("A")])], "a: the pool has another file of this name"),
        ([file("a", messages: [message("A"), message("A")])], "a: p.A: declared in a already"),
        ([file("a", messages: [message("A")]), file("b", messages: [message("A")])], "b: p.A: declared in a already"),
        ([file("a", messages: [message("A", field: ".p.B")])], "a: p.A.f: unknown type p.B"),
        ([file("a", messages: [message("A", field: "B")])], "a: p.A.f: unknown type B"),
        ([file("", messages: [])], "a file needs a name"),
        ([file("a", messages: [message("1A")])], "a: p: \"1A\" is no name that a schema can declare"),
        ([file("a", package: "p..q")], "a: p..q: \"\" is no name that a schema can declare"),
    ])
    func errorsNameFileAndSymbol(files: [FileDescriptorProto], description: String) throws {
        let error = #expect(throws: DescriptorError.self) { try DescriptorPool(files: files) }
        #expect(error?.description == description)
    }

    @Test func aFailureLeavesThePoolAsItWas() throws {
        let pool = try DescriptorPool(files: [Self.file("a", messages: [Self.message("A")])])
        let bad = Self.file("b", messages: [Self.message("B"), Self.message("C", field: ".p.D")])
        #expect(throws: DescriptorError.self) { try pool.add(bad) }
        #expect(pool.files.map(\.name) == ["a"])
        #expect(pool.message(named: "p.B") == nil)
    }

    @Test func anythingIsFoundByItsName() throws {
        let pool = DescriptorPool.generated
        _ = Legacy.descriptor
        let file = FileDescriptorProto.descriptor.file
        let timestamp = pool.file(named: "google/protobuf/timestamp.proto")?.messages.first
        #expect(timestamp?.fullName == "google.protobuf.Timestamp")
        #expect(pool.message(named: "google.protobuf.DescriptorProto.ExtensionRange")?.file == file)
        #expect(pool.enum(named: "google.protobuf.Edition")?.value(named: "EDITION_2023")?.number == 1000)
        #expect(pool.descriptor(named: "google.protobuf.EDITION_2023").map(\.file) == file)
        #expect(pool.descriptor(named: "martlet.test.Legacy.choice").map(\.file.name) == "martlet/test/legacy.proto")
        #expect(pool.descriptor(named: "martlet.test.Legacy.season")?.file.package == "martlet.test")
        #expect(pool.message(named: "google.protobuf.Edition") == nil)
        #expect(pool.message(named: ".google.protobuf.Any") == nil)
    }

    @Test func descriptorsOutliveThePool() throws {
        let files = [
            Self.file("a", imports: ["b"], messages: [Self.message("A", field: ".p.B")]),
            Self.file("b", messages: [Self.message("B", field: ".p.B")]),
        ]
        weak var pool: DescriptorPool?
        weak var store: FileStore?
        var message: MessageDescriptor?
        do {
            let owner = try DescriptorPool(files: files)
            pool = owner
            message = owner.message(named: "p.A")
            store = message?.store
        }
        #expect(pool == nil)
        #expect(store != nil)
        #expect(message?.field(number: 1)?.messageType?.fullName == "p.B")
        message = nil
        #expect(store == nil)
    }

    @Test func bytesThatAreNoDescriptorAreRefused() throws {
        let pool = DescriptorPool()
        #expect(throws: DescriptorError.self) { try pool.add(serialized: [0xff]) }
        #expect(throws: DescriptorError.self) { try DescriptorPool(fileDescriptorSet: [10, 5]) }
        let set = try FileDescriptorSet(file: [Self.file("a", messages: [Self.message("A")])]).encoded()
        #expect(try DescriptorPool(fileDescriptorSet: set).message(named: "p.A") != nil)
    }

    /// Long chains of imports take no stack.
    @Test func importsMayBeManyDeep() throws {
        let files = (0..<5_000).map { Self.file("\($0)", imports: $0 == 4_999 ? [] : ["\($0 + 1)"]) }
        #expect(try DescriptorPool(files: files).files.count == 5_000)
    }

    @Test func threadsAddAndLookAtOnce() async throws {
        let pool = DescriptorPool()
        await withTaskGroup(of: Int.self) { group in
            for index in 0..<50 {
                group.addTask {
                    _ = try? pool.add(Self.file("\(index)", messages: [Self.message("M\(index)")]))
                    return pool.message(named: "p.M\(index)") == nil ? 0 : 1
                }
            }
            let found = await group.reduce(0, +)
            #expect(found == 50)
        }
    }
}
