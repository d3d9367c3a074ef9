import Foundation
import MartletGenerator
import MartletSchema
import Testing

/// What the generator writes, byte for byte: a folder per case with its schemas and the files expected of them.
/// After a wanted change, `MARTLET_RECORD_GOLDEN=1 swift test --filter GoldenTests` writes them anew.
struct GoldenTests {
    /// Cases that are not generated with `visibility: .public` and nothing else.
    static let options: [String: GenerationOptions] = [
        "descriptors": GenerationOptions(visibility: .public, descriptors: true),
        "extensions": GenerationOptions(visibility: .public, module: "GeneratedCode"),
        "flat": GenerationOptions(visibility: .public, layout: .flat),
        "visibility": GenerationOptions(visibility: .package),
    ]

    @Test(arguments: try Places.folders(in: Places.golden))
    func generatedFilesAreAsExpected(name: String) throws {
        let folder = Places.golden.appending(path: name)
        let needsEditions = name == "editions"
        guard !needsEditions || Schema.protocWithEditions != nil else { return }
        let schema = try Schema(
            files: Places.files(in: folder, endings: ".proto"), in: folder,
            protoc: needsEditions ? Schema.protocWithEditions : nil)
        let options = Self.options[name] ?? GenerationOptions(visibility: .public)
        let files = try Generator(schema, options: options).files()
        if ProcessInfo.processInfo.environment["MARTLET_RECORD_GOLDEN"] == "1" { try record(files, in: folder) }
        #expect(try Places.files(in: folder, endings: ".swift") == files.map(\.path).sorted())
        for file in files {
            let expected = try String(contentsOf: folder.appending(path: file.path), encoding: .utf8)
            #expect(file.source == expected, "\(name)/\(file.path) differs")
        }
    }

    private func record(_ files: [GeneratedFile], in folder: URL) throws {
        for old in try Places.files(in: folder, endings: ".swift") {
            try FileManager.default.removeItem(at: folder.appending(path: old))
        }
        for file in files {
            let path = folder.appending(path: file.path)
            try FileManager.default.createDirectory(
                at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
            try file.source.write(to: path, atomically: true, encoding: .utf8)
        }
    }

    @Test
    func everyKeywordOfSwiftStandsInTheSwiftWordsSchema() throws {
        let schema = try String(
            contentsOf: Places.golden.appending(path: "swift_words/swift_words.proto"), encoding: .utf8)
        let fields = Set(schema.split(whereSeparator: { " ;\n".contains($0) }).map(String.init))
        for keyword in try Self.keywordsOfTheCompiler() {
            #expect(fields.contains(keyword), "\(keyword) is missing")
        }
    }

    /// The words that The Swift Programming Language lists as used in declarations, statements and expressions.
    private static func keywordsOfTheCompiler() throws -> [String] {
        """
        associatedtype class deinit enum extension fileprivate func import init inout internal let open operator
        private precedencegroup protocol public rethrows static struct subscript typealias var break case catch
        continue default defer do else fallthrough for guard if in repeat return throw switch where while Any as
        await false is nil self Self super throws true try
        """.split(whereSeparator: \.isWhitespace).map(String.init)
    }
}
