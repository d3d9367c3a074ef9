import Foundation

/// Where things lie that the tests read.
enum Places {
    static let tests = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let root = tests.deletingLastPathComponent().deletingLastPathComponent()
    static let golden = tests.appending(path: "Golden")
    static let refused = tests.appending(path: "Refused")
    static let proto = root.appending(path: "Proto")

    /// Built beside the test program.
    static let tool = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "martlet-gen")

    /// The Python that `make test` sets up with grpcio-tools, whose protoc knows editions.
    static let python = ProcessInfo.processInfo.environment["MARTLET_PYTHON"]

    /// Names of the folders directly in `folder`, sorted.
    static func folders(in folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: [.isDirectoryKey])
            .filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
            .map(\.lastPathComponent).sorted()
    }

    /// Paths below `folder` of the files with one of these endings, sorted.
    static func files(in folder: URL, endings: String...) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            .filter { path in endings.contains { path.hasSuffix($0) } }.sorted()
    }
}
