import Foundation
import Testing

@testable import measure

/// Nothing stays on the disk for longer than until the next bench.
@Suite struct ScratchTests {
    @Test func whatAKilledBenchLeftIsRemovedAndWhatOthersUseIsNot() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "scratch-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        let killed = try Process.run(URL(filePath: "/bin/sleep"), arguments: ["60"])
        let itsOwn = root.appending(path: "\(killed.processIdentifier)-1")
        try FileManager.default.createDirectory(at: itsOwn, withIntermediateDirectories: true)
        try Data().write(to: itsOwn.appending(path: "server.key"))

        let first = try Scratch(below: root)
        #expect(FileManager.default.fileExists(atPath: itsOwn.path), "its process still runs")
        kill(killed.processIdentifier, SIGKILL)
        killed.waitUntilExit()
        let second = try Scratch(below: root)
        #expect(!FileManager.default.fileExists(atPath: itsOwn.path))
        #expect(FileManager.default.fileExists(atPath: first.folder.path))

        first.remove()
        second.remove()
        #expect(try FileManager.default.contentsOfDirectory(atPath: root.path).isEmpty)
    }

    @Test func theOutputOfACommandIsReadFromItsBeginning() throws {
        #expect(try Command(["sh", "-c", "echo one; echo two >&2"]).run() == "one\ntwo\n")
        let failure = #expect(throws: Command.Failure.self) { try Command(["sh", "-c", "echo three; exit 3"]).run() }
        #expect(failure?.description.hasSuffix("three\n") == true)
    }
}
