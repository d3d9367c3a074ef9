import MartletReflection
import Testing

/// A chain of public imports is walked for each file in it, so its length is limited.
struct PublicImportLimitTests {
    @Test func aLongChainOfPublicImportsIsRefused() throws {
        #expect(throws: Never.self) { try DescriptorPool(files: chain(400)) }
        let error = #expect(throws: DescriptorError.self) { try DescriptorPool(files: chain(2_000)) }
        #expect("\(try #require(error))".contains("imported publicly"))
    }

    /// Naming files is what a schema pays for itself.
    @Test func directImportsAreNotLimited() throws {
        let imported = (0..<2_000).map { FileDescriptorProto(name: "\($0)") }
        let file = FileDescriptorProto(name: "all", dependency: imported.map { $0.name ?? "" })
        #expect(throws: Never.self) { try DescriptorPool(files: imported + [file]) }
    }

    private func chain(_ count: Int) -> [FileDescriptorProto] {
        (0..<count).map { number in
            FileDescriptorProto(
                name: "\(number)", dependency: number == 0 ? [] : ["\(number - 1)"],
                publicDependency: number == 0 ? [] : [0])
        }
    }
}
