import Figures
import Foundation
import Testing

/// `report compare` as CI calls it: the exit code says what happened.
@Suite struct CompareTests {
    private func compare(_ before: Results?, _ after: Results) throws -> (code: Int32, output: String) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "compare-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let (first, second) = (folder.appending(path: "a.json"), folder.appending(path: "b.json"))
        try before?.write(to: first)
        try after.write(to: second)
        let process = Process()
        // Tests and programs are built into the same folder.
        process.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appending(path: "report")
        process.arguments = ["compare", first.path, second.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }

    private func slowed(_ results: Results, by factor: Double) -> Results {
        var slowed = results
        for index in slowed.rows.indices {
            slowed.rows[index].samples["martlet"] = slowed.rows[index].samples["martlet"]?.map { $0 * factor }
        }
        return slowed
    }

    private let base = Sample.results(day: 0, revision: "aaaaaaa1")

    @Test func nothingChangedIsSuccess() throws {
        let result = try compare(base, base)
        #expect(result.code == 0)
        #expect(result.output.contains("unary-100: noise"))
    }

    @Test func aRegressionIsExitCode1() throws {
        let result = try compare(base, slowed(base, by: 1.3))
        #expect(result.code == 1)
        #expect(result.output.contains("unary-100: regression: 1.3"))
        #expect(result.output.contains("as a ratio to nghttpd"))
    }

    @Test func anImprovementIsSuccess() throws {
        let result = try compare(base, slowed(base, by: 0.7))
        #expect(result.code == 0)
        #expect(result.output.contains("unary-100: improvement: 0.7"))
    }

    @Test func aMissingFileIsExitCode2() throws {
        let result = try compare(nil, base)
        #expect(result.code == 2)
        #expect(result.output.contains("a.json can't be read"))
    }
}
