import Foundation

/// A folder for one test; it goes away with its owner.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "martlet-codegen-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    /// Runs `body` while the folder is there for sure: an owner lives no longer than its last use.
    func keep<Result>(_ body: (URL) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self) { try body(url) }
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func write(_ text: String, to path: String) throws {
        let file = url.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
    }

    func read(_ path: String) throws -> String {
        try String(contentsOf: url.appending(path: path), encoding: .utf8)
    }

    func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: url.appending(path: path).path)
    }

    /// When the file was last written, to the nanosecond.
    func modified(_ path: String) throws -> Date? {
        try FileManager.default.attributesOfItem(atPath: url.appending(path: path).path)[.modificationDate] as? Date
    }

    /// Everything below the folder.
    func paths() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: url.path).sorted()
    }
}
