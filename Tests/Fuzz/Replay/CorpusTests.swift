import Foundation
import FuzzTargets
import Testing

/// What fuzzing has found worth keeping, once more: seeds, inputs that reached new code, and every finding.
struct CorpusTests {
    private static let corpus = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Corpus")

    @Test(arguments: FuzzTarget.allCases)
    func everyInputIsTaken(target: FuzzTarget) throws {
        let files = try FileManager.default.contentsOfDirectory(
            at: Self.corpus.appending(path: target.rawValue), includingPropertiesForKeys: nil)
        #expect(files.count >= 10, "the corpus was not found")
        for file in files {
            let input = [UInt8](try Data(contentsOf: file))
            #expect(throws: Never.self, "\(file.lastPathComponent)") { try target.take(input) }
        }
    }
}
